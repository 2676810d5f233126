# Promises. Delay is never admitted to clients; staff are told plainly.

# As the client sees them
promise-response = Response due { $time }
promise-update = Regular update by { $time }
promise-acceptance = Assignee by { $time }
promise-workaround = Workaround by { $time }
promise-resolution = Target resolution: { $time }
promise-paused = Clock paused: { $why }
promise-outside = Outside service hours: counting from { $time }
promise-outside-always = Outside service hours
promise-runs-on = The clock keeps running
receipt-by-class = Deadlines may change with type and priority: see the card

# Why a clock rests
pause-client-waiting = waiting for client
pause-client-hold = at the client's request
pause-third-party = waiting for a third party
pause-own = a reason of our own

# As staff see them
due-response = Respond by { $time }
due-update = Give a regular update by { $time }
due-acceptance = Take by { $time }
due-workaround = Give a workaround by { $time }
due-resolution = Resolve by { $time }
due-left = { $due } · at { $now }, { $left } of working time left
clock-response = Response
clock-update = Regular update
clock-acceptance = Assignment
clock-workaround = Workaround
clock-resolution = Resolution
clock-paused = { $clock }: clock paused, { $why }
clock-paused-left = { $clock }: clock paused, { $why } · { $left } of working time left
missed-response = Response deadline missed
missed-update = Regular update deadline missed
missed-acceptance = Assignment deadline missed
missed-workaround = Workaround deadline missed
missed-resolution = Resolution deadline missed
missed-by = { $missed } by { $over } of working time
missed-at = { $missed } · it was { $time }
held = On hold: { $why }
held-runs-on = the clock runs on
held-rests = the clock rests
terms = Terms: { $policy }, row { $row }
escalated = Escalated to level { $level } ({ $time }): { $whom }
escalated-bare = Escalated to level { $level } ({ $time })
exhausted = All escalation levels passed ({ $time })
resumed-by-time = Resumed by itself ({ $time }): the pause has lasted as long as it may
acknowledged = Acknowledged: { $name } ({ $time })
whom-responsible = whoever is responsible
whom-duty = whoever is on duty
whom-agents = agents
whom-managers = managers
whom-admins = administrators

# How much time
span-minutes = { $minutes } min
span-hours = { $hours } h
span-hours-minutes = { $hours } h { $minutes } min
span-less = less than a minute

# Notices of deadlines in the staff chat
left-response = { $left } left to respond
left-update = { $left } left to give a regular update
left-acceptance = { $left } left to take
left-workaround = { $left } left to give a workaround
left-resolution = { $left } left to resolve
notice-warning = ⏳ { $left }: { $about }
notice-breach = { $missed }: { $about }
notice-escalation = ⏫ Escalated to level { $level }: { $about }
notice-exhausted = ⏫ All escalation levels passed: { $about }
notice-told = → { $names }
notice-about = { $number } · { $text } ({ $client }, { $name })
notice-not-taken = not taken
notice-taken-by = assignee { $name }
notice-card-link = Card of the ticket

# The client is told who has taken the ticket
taken = 🛠 { $number } · Assignee: { $name }

# Buttons
button-take-short = Take
button-acknowledge = Acknowledge
button-workaround = Workaround given
button-hold-client = At the client's request
button-hold-third = Waiting for a third party
button-hold-own = A reason of our own

# Toasts
toast-taken-due = { $number } is yours. { $due }
toast-acknowledged = Acknowledged: { $number }
toast-already-acknowledged = Acknowledged already: { $name } ({ $time })
already-held = { $number } is on hold already: { $why }. To change the reason, /resume it first
toast-workaround = { $number }: a workaround is given
toast-why-hold = Why does it rest?
toast-priority-by-staff = Support sets the priority of this ticket
toast-too-late = It is too late to reopen this ticket. Please make a new request
reply-too-late = It is too late to reopen this ticket. Please make a new one: /new and what happened.

# What is due: /due
due-title = Next deadlines ({ $count }):
due-none = There are no deadlines now
hint-workaround = Write /workaround without a text: tell the client what was done in reply to the card.
