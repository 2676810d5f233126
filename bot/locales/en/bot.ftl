# The bot's words. Delay is never admitted.

number = { $number }

# States, as the client sees them
state-new = New
state-in-progress = In progress
state-waiting = Waiting for you
state-on-hold = On hold
state-resolved = Resolved, please confirm
state-closed = Closed
state-cancelled = Cancelled
state-reopened = Reopened
# and as staff see them
staff-state-waiting = Waiting for client
staff-state-resolved = Resolved

type-fault = Fault
type-question = Question
type-access = Access
priority-low = Low
priority-normal = Normal
priority-urgent = Urgent

# Buttons
button-take = Take
button-unassign = Let go
button-ask = Ask the client
button-resolve = Mark resolved
button-hold = Hold
button-resume = Resume
button-urgent = Urgent
button-confirm = Yes, close
button-not-solved = Not solved
button-close = Close
button-reopen = Reopen
button-new = New request
button-my = My requests
button-how = How it works
button-link = Confirm
button-no-link = Refuse
button-no-ticket = Not about a ticket

# Everywhere
anonymous = No name
erased = [text erased]
no-words = [no text]
quoted = “{ $text }”
said = { $name }: { $text }
requests-count =
    { $count ->
        [one] { $count } request
       *[other] { $count } requests
    }

# The receipt
receipt-title = Ticket { $number } registered
receipt-author = Author: { $name }
receipt-registered-by = Registered by: { $name }
receipt-reported = Reported: { $time }
receipt-continues = Linked to { $number }

# Cards
card-type = Type: { $type }
card-priority = Priority: { $priority }
card-assignee = Assignee: { $name } (since { $time })
card-assignee-only = Assignee: { $name }
card-unassigned = Not assigned
card-choose-type = What kind of request is it? Choose a type.
card-reported = Reported: { $time }
card-on-behalf = On the client's behalf
card-link = Message in the client's chat
card-merged = Merged into { $number }

# Words of staff in the client's chat
answer = { $name } on { $number }: { $text }
answer-for = → { $name }
question-for = { $name }, please reply to this message
question-for-all = Please reply to this message
resolution = ✅ { $number }: { $text }
resolution-bare = ✅ { $number }: resolved
resolution-ask = Does it work now?
resolution-ask-name = { $name }, does it work now?

# The client's words in the staff chat
client-words = { $name }: { $text }
client-words-of = { $number } · { $name }: { $text }
reopened-words = ♻️ { $number } reopened · { $name }: { $text }
reopened-bare = ♻️ { $number } reopened

# A closed ticket
reopen-offer-closed = Ticket { $number } was closed ({ $time }). The message is kept. Reopen it, or make a new request?
reopen-offer-cancelled = Ticket { $number } is cancelled. The message is kept. Reopen it, or make a new request?
reopen-offer-over-closed = Ticket { $number } was closed ({ $time }). It can no longer be reopened: the time for that is over. The message is kept. Make it a new request?
reopen-offer-over-cancelled = Ticket { $number } is cancelled. It can no longer be reopened: the time for that is over. The message is kept. Make it a new request?

# The bot's questions
prompt-request = { $name }, what happened? Reply to this message
prompt-ask = { $name }, what shall the client be asked on { $number }? Reply to this message
prompt-resolve = { $name }, what was done on { $number }? Reply to this message
prompt-not-solved = { $name }, what is still wrong with { $number }? Reply to this message, or simply write here within { $minutes } min
placeholder-request = Say it in one sentence
placeholder-ask = Question to the client
placeholder-resolve = What was done
placeholder-not-solved = What is still wrong

# The card of a group
group-title = Requests · { $client }
group-how = To make a request, press “New request”, write /new and what happened, or reply to somebody's message with /ticket.
group-sees-all = I see all messages of this chat.
group-sees-commands = I see commands and replies to my messages.

# Linking a chat
link-client = This chat will belong to a client: { $client }. An administrator may confirm it.
link-desk = This chat will be the staff chat. An administrator may confirm it.
link-claimed-by = Asked by: { $name }

staff-welcome =
    The staff chat is linked. Cards of tickets will appear here.
    A reply to a card goes to the client; among yourselves: /note and text in reply to a card.
    /take, /drop, /ask, /resolve, /hold, /resume, /close: in reply to a card, or with a ticket's number.
    What is due next: /due.
    A request on a client's behalf: /new CODE 14:20 text.

which-ticket = { $name }: which ticket does this message belong to?

# How tickets stand
status-none = You have no open requests
status-title =
    { $count ->
        [one] { $count } open request:
       *[other] { $count } open requests:
    }
status-more = and { $count } more

# Hints
hint-new-without-text = Say what happened after the command, for example: /new The printer in accounting does not print
hint-ticket-without-reply = Reply with /ticket to the message that is to become a ticket.
hint-ticket-of-the-bot = This message is mine. Reply with /ticket to the message of whoever needs help.
hint-already-registered = This message belongs to { $number } already.
hint-already-registered-bare = This message belongs to a ticket already.
hint-staff-only = This command is for support staff.
hint-unknown = I do not know this command. A new request: /new and what happened. How requests stand: /my
hint-on-behalf = On a client's behalf: /new CODE 14:20 text. For example: /new { $code } 14:20 The printer does not print { dates-forms }
hint-no-such-client = There is no client with the code { $code }. On a client's behalf: /new CODE 14:20 text
hint-client-without-chat = Client { $code } has no linked chat. The command /link { $code } gives a link.
hint-which-ticket = Reply with this command to a ticket's card, or give its number, for example: /{ $command } { $code }-57
hint-without-text = Add a text after the command, for example: /{ $command } { $example }
example-ask = Which model is the printer?
example-note = Cartridge ordered
example-resolve = Cartridge replaced
hint-note-to-all = Write this command in the staff chat: here everybody sees the message.
hint-linked-already = This chat is linked already.
hint-without-words = Reply with words or a file.
hint-nudge = Make it a ticket? Reply to your own message with /ticket.
hint-help-client =
    New request: the button on the pinned card, or /new and what happened.
    Somebody else's message: reply to it with /ticket.
    Add to a ticket: reply to any of its messages.
    How things stand: /my, or /status and a number. Deadlines and order: /rules.
    A private request, of which the group does not hear: the button on the pinned card, or /private to me alone.
hint-help-staff =
    A ticket, in reply to its card or with its number: take /take, let go /drop, ask the client /ask and text, resolved /resolve and text, a note for staff /note and text.
    Hold: /hold and why; at the client's request /hold client; for a third party /hold third. Resume: /resume. A workaround is given: /workaround. Close what is resolved: /close.
    A canned reply to the client: /r and its name, with a number /r ROM-57 name. Which there are: /reply.
    Two tickets of one client: /merge or /relate and the numbers.
    Lists: not taken /queue, yours /my, deadlines /due, search /find and words, a client's rules /rules CODE.
    On a client's behalf: /new CODE 14:20 text.
    A card with a code for a workplace: /qr CODE Site; workplace.
    Shifts: hand all your tickets over /handover; you are away /away until 25.11, here again /back; told in private /private, in the group /group.
    To all at once: an outage /incident, a message /announce, its end /finish, planned works /planned.
    For admins: /client, /link, /setup, /rights, /team, /route, /duty, /remove, /digest. Each of them without words tells what to write.

# Alarms
alarm-undelivered = ⚠️ Not delivered to the group: { $what }
alarm-undelivered-of = ⚠️ Not delivered to the group { $client }: { $what }
alarm-forbidden = The bot is not in the group, or may not write there.
alarm-chat-gone = The group is there no more.
alarm-refused = Telegram does not accept this message.
alarm-pointless = The message is out of date, or its text was erased.
alarm-parked = ⚠️ Update { $update } from chat { $chat } could not be understood. It is kept; please look at the chat itself.
alarm-gap = ⚠️ Measurement gap: { $from } – { $to }, chat { $chat }. Messages of this time may not have arrived.
alarm-other = ⚠️ Something in chat { $chat } needs attention.
notice-receipt = the receipt
notice-card = the card
notice-answer = the answer
notice-question = the question to the client
notice-resolution = the resolution
notice-other = a message of the bot

# Toasts
toast-taken = { $number } is yours
toast-already-taken = Already taken: { $name } ({ $time })
toast-already-taken-bare = Already taken: { $name }
toast-type-set = Type: { $type }
toast-priority-raised = Priority: Urgent
toast-only-author-or-staff = Only the author or staff may do this
toast-only-author = Only the author, or whoever speaks for the client, may confirm
toast-only-staff = Only staff may do this
toast-only-admin = Only an administrator may do this
toast-confirmed = { $number } is closed. Thank you!
toast-reopened-ask = What is still wrong? Write it here
toast-reopened = { $number } is reopened
toast-registered = Ticket { $number } is registered
toast-answer-my-prompt = Reply to my message
toast-cancelled = { $number } is cancelled
toast-held = { $number } is on hold
toast-resumed = { $number } is resumed
toast-let-go = { $number } is free for another assignee
toast-link-confirmed = The chat is linked
toast-link-refused = The link is refused
toast-link-gone = This link request is no longer valid
toast-no-requests = You have no open requests
toast-stale = This card is out of date
toast-unverifiable = Turn off anonymity, or work from the staff chat
toast-bound = The message belongs to { $number } now
toast-not-bound = The message belongs to no ticket
toast-not-now = Not possible now: { $state }
toast-failed = This failed through our fault. Please try again. Code: { $id }
toast-how = Press “New request”, or write /new and what happened. A reply to my message joins the ticket. “My requests” is shown to you alone.

# Lines of "My requests"
line = { $number }: { $state }
line-assignee = { $number }: { $state }, { $name }
line-more = { $count } more

# Replies that are not in the log
reply-not-now = Not possible now with { $number }: { $state }.
reply-not-now-bare = Not possible with this ticket now: { $state }.
reply-no-such-ticket = There is no such ticket.
reply-unverifiable = I cannot see who writes. Turn off anonymity and try again.
reply-not-linked = This chat is not linked yet. Add the bot with the link of your invitation.
reply-link-used = This link was used already, or never given out. Ask for a new one.
reply-link-expired = This link is too old. Ask for a new one.
reply-private =
    Hello! Requests are taken in your organisation's group.
    There, press “New request” or write /new and what happened. Here, /my shows your open requests, and /private makes one that only you and staff see.
