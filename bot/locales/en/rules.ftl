# A client's rules: /rules. Clients read them: no names of staff, and no admission of delay.

rules-title = 📋 How we work · { $client }
rules-how = 📋 A client's rules: /rules and the client's code, such as /rules ROM.

rules-write = How to ask
rules-write-commands = A message does not become a ticket by itself: press the button or write a command.
rules-write-suggest = Just write: where it looks like a request, the bot offers to make it a ticket.
rules-write-every = Just write: it becomes a ticket by itself.
rules-write-new = New request: the button on the pinned card, or /new and what happened.
rules-write-ticket = Somebody else's message: reply to it with /ticket.
rules-write-add = Add to a ticket: reply to any of its messages.
rules-write-status = How things stand: /my, or /status and a number. Cancel: /cancel. Reopen: /reopen.
rules-write-what = Say what happened, where and since when. One ticket, one matter.

rules-terms = Deadlines
rules-terms-none = No deadlines are agreed yet.
rules-terms-hidden = Deadlines are not shown in this chat.
rules-terms-first = Time counts within service hours. The first line that fits a ticket holds.
rules-terms-people = For some people other deadlines may be agreed.
rules-promise = { $which }: { $targets }
rules-promise-in = { $which } ({ $hours }): { $targets }
rules-target = { $clock } { $target }
rules-rest = all others
rules-all = any ticket
rules-type-none = no type given
rules-priority = priority “{ $priority }”
rules-site = site { $site }
rules-clock-first-response = first response
rules-clock-next-response = next response
rules-clock-periodic-update = update every
rules-clock-update = Regular update
rules-clock-acceptance = assignee
rules-clock-workaround = workaround
rules-clock-resolution = resolution
rules-worked = { $hours ->
    [0] { $minutes } min
   *[other] { $minutes ->
        [0] { $hours } h
       *[other] { $hours } h { $minutes } min
    }
}
rules-worked-seconds = { $seconds } s
rules-business-day = { $days ->
    [0] by the end of the business day
    [1] by the end of the next business day
   *[other] by the end of business day { $days } after
}

rules-hours = Service hours
rules-always = around the clock
rules-never = none
rules-hours-other = For some tickets: { $hours }
rules-week = { $days } ({ $zone })
rules-day = { $day } { $windows }
rules-days = { $first }–{ $last } { $windows }
rules-weekday = { $day ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
rules-closed = closed
rules-exception = { $date }: { $windows }
rules-exceptions = { $first } – { $last }: { $windows }
rules-blackout = No service: { $from } – { $to }
rules-next = Next special days
rules-both = { $parts }, at the same time
rules-either = { $parts }
rules-part-and = { $one } and { $other }
rules-part-or = { $one } or { $other }

rules-escalation = Order of escalation
rules-escalation-none = No order of escalation is agreed.
rules-step = { $clock }, { $from }{ $after }{ $condition } → { $called }
rules-step-next = then{ $after }{ $condition } → { $called }
rules-from-start = from the start
rules-from-threshold = { $percent }% of the time used
rules-from-breach = the deadline has come
rules-after = , after { $time }
rules-after-business = , after { $time } of service time
rules-if-unassigned = , if there is no assignee
rules-if-unacknowledged = , if nobody has acknowledged
rules-if-unanswered = , if there is no response yet
rules-if-unresolved = , if it is not resolved yet
rules-called-assignee = assignee
rules-called-responsible = the agent responsible for you
rules-called-agents = support agents
rules-called-team = the team in charge
rules-called-on-duty = whoever is on duty
rules-called-somebody = those named for escalations
rules-called-managers = support managers
rules-called-admins = support administrators

rules-reaction = What counts as a response
rules-reaction-reply = Words of an agent that you see. Automatic messages of the bot are no response.
rules-reaction-taken = The message that says who has taken the ticket.
rules-reaction-either = Words of an agent, or the message that says who has taken the ticket. Other messages of the bot are no response.
rules-starts-report = Resolution counts from your request.
rules-starts-acceptance = Resolution counts from when somebody is assigned.
rules-stops-resolved = Resolution stops counting when the ticket is marked resolved.
rules-stops-confirmed = Resolution stops counting when you have confirmed it.
rules-pauses = The clock of resolution pauses: { $why }.
rules-pauses-none = The clock of resolution is never paused.

rules-versions = In force now: { $versions }
rules-version-policy = policy { $version }
rules-version-hours = service hours, version { $version }
rules-version-intake = intake rules { $version }
rules-more = { $count ->
    [one] … { $count } more line
   *[other] … { $count } more lines
}
