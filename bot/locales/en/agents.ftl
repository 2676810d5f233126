# Agents' day

# Buttons of the card
button-more = More…
button-back = Back
button-hand-over = Hand over
button-note = Internal note
button-merge = Merge
button-relate = Relate

# Toasts
toast-more = The other actions are beneath the card
toast-back = The usual actions
toast-to-whom = To whom?
toast-no-colleagues = There is nobody to hand it to: I know no other agents yet
toast-given = { $number } was handed over. Assignee: { $name }
toast-priority-set = Priority: { $priority }

# Questions that are answered
prompt-note = { $name }, what is to be noted on { $number }? Reply to this message: the client will not see it
prompt-merge = { $name }, into which ticket is { $number } merged? Reply with its number: work goes on there
prompt-relate = { $name }, to which ticket is { $number } related? Reply with its number
placeholder-note = Internal note
placeholder-number = Number of the ticket

# Hints and refusals
hint-which-two = Name both tickets: /{ $command } { $code }-2 { $code }-1. Or reply to the card of the first: /{ $command } { $code }-1
hint-staff-chat-only = This command belongs in the staff chat.
hint-without-number = Reply to my question with the number of a ticket, such as ROM-40.
reply-other-client = These tickets are of different clients: they cannot be merged or related.
reply-itself = This is one and the same ticket. Name the other one.
reply-other-over = That ticket is: { $state }. Only an open one can be merged into.

# Handing over
handed-over = → { $name }: { $number } is yours now · Handed over by: { $by }
handed-over-bare = → { $name }: { $number } is yours now

# The staff card
card-linked = Related: { $numbers }

# Lists: /queue, /my, /due, /find
list-queue-title = { $count ->
    [one] { $count } ticket is not taken:
   *[other] { $count } tickets are not taken:
}
list-queue-none = All tickets are taken
list-mine-title = { $count ->
    [one] You have { $count } ticket:
   *[other] You have { $count } tickets:
}
list-mine-none = You have no open tickets
list-found-title = { $count ->
    [one] { $count } ticket found:
   *[other] { $count } tickets found:
}
list-found-none = Nothing was found
list-find-how = Write what to look for: /find printer accounting, /find ROM or /find ROM-57.
list-left = { $due }, { $left } of working time left
