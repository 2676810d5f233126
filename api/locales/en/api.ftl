# Words of the pages.

board-title = Ticket board
board-open = { $count ->
    [one] { $count } open ticket
   *[other] { $count } open tickets
}
board-cut = Not all tickets are shown: there are more than the board holds. Narrow the filter.
board-empty = No open tickets
board-empty-hint = A new ticket appears here by itself as soon as it is registered in a chat.
board-nothing-matches = Nothing matches the filter
column-empty = Empty
skip-to-content = Skip to content
all-tickets = ← All tickets

filter-title = Filter
filter-client = Client
filter-status = Status
filter-assignee = Assignee
filter-all-clients = All clients
filter-all-statuses = All statuses
filter-all-assignees = All assignees
filter-apply = Show
filter-reset = Reset

live-on = Live
live-off = No connection, trying again
live-waiting = Connecting
position = position { $position }
position-none = the log is empty
language-other = Русский

status-new = New
status-in-progress = In progress
status-waiting-for-client = Waiting for client
status-on-hold = On hold
status-resolved = Resolved
status-closed = Closed
status-cancelled = Cancelled

priority-low = Low
priority-normal = Normal
priority-urgent = Urgent
type-fault = Fault
type-question = Question
type-access = Access

unassigned = Not assigned
assignee-is = Assignee: { $name }
person-unnamed = name not kept
text-erased = Text not kept
text-none = No text
attachment-count = { $count ->
    [one] { $count } attachment
   *[other] { $count } attachments
}
age = Open { $span }
waits-for = Waits for an answer { $span }
waits = Waits for an answer

span-moments = less than a minute
span-minutes = { $minutes } min
span-hours = { $hours } h
span-hours-minutes = { $hours } h { $minutes } min
span-days = { $days } d
span-days-hours = { $days } d { $hours } h

ticket-title = Ticket { $number }
facts-title = Details
fact-client = Client
fact-requester = Author
fact-registered-by = Registered by
fact-assignee = Assignee
fact-since = { $name }, since { $at }
fact-priority = Priority
fact-type = Type
fact-type-unknown = Not given
fact-channel = Channel
fact-reported = Reported
fact-registered = Registered
fact-answered = First answer
fact-answered-not = Not yet
fact-resolved = Resolved
fact-closed = Ended
fact-reopened = Times reopened
fact-source = Source message
channel-command = Command in the chat
channel-reply = Reply to a message
channel-button = Button
channel-on-behalf = On the client's behalf
channel-api = Programming interface
channel-message = Message in the chat
message-link = message { $message }

conversation-title = Conversation
conversation-empty = No messages
conversation-partial = A part of the conversation: events { $from } to { $to }.
side-client = Client
side-staff = Support
side-note = Internal note
words-request = Request
words-resolution = What was done
words-reopening = What is still wrong
words-edited = Edited { $at }
words-earlier = Before
words-deleted = Deleted from the chat
words-delivered = Delivered to the group { $at }
media-photo = Photo
media-document = Document
media-video = Video
media-voice = Voice message
media-audio = Audio
media-video-note = Video message
media-animation = Animation
media-sticker = Sticker
media-contact = Contact
media-location = Location
media-other = Attachment
file-size-kb = { $size } KB
file-size-mb = { $size } MB
file-coming = not fetched yet
file-erased = the file was erased
file-gone = not kept: Telegram does not have it any more
file-broken = not kept: every download broke off
file-stays = the file stays in Telegram
file-stays-sized = the file stays in Telegram ({ $size })
file-why-client-day = the client's limit of the day is reached
file-why-folder-full = the limit of the data folder is reached

events-title = Events
events-caption = The log of this ticket: entries are never changed or removed
events-occurred = Happened
events-recorded = Recorded
events-what = Event
events-actor = Who
events-source = Source
events-position = Position
events-more = Next events
actor-reaction = Automatic
actor-sender = Bot
actor-operator = Server operator

event-registered = Ticket registered
event-message-client = Message from the client
event-message-staff = Answer from support
event-message-note = Internal note
event-reply-delivered = Answer delivered to the group
event-message-edited = Message edited
event-details-changed = Details changed
event-reclassified = Type: { $type }. Priority: { $priority }
event-assigned-taken = Taken. Assignee: { $name }
event-assigned-given = Handed over. Assignee: { $name }
event-unassigned = Not assigned (before: { $name })
event-work-started = In progress
event-waiting-for-client = The client was asked
event-on-hold-why = On hold: { $why }
event-on-hold = On hold
event-resumed-client = The client answered, work goes on
event-resumed-staff = Work goes on
event-resolved = Resolved
event-confirmed = The client confirms
event-reopened = Reopened
event-closed-confirmed = Closed after the client's confirmation
event-closed-staff = Closed by support
event-closed-merged = Closed by merging
event-closed-expired = Closed by itself: no reply came
event-cancelled = Cancelled
event-linked = Linked with { $number }
event-merged = Merged into { $number }
event-rated = Rating: { $stars } of 5
event-attachment-added = Attachment added
event-file-kept = File kept
event-file-left = File not kept
event-evidence-deleted = Message deleted from the chat
event-correction = Correction of an entry
event-data-erased = A participant's texts erased
event-resumed-pause-max = The longest pause is over, work goes on
event-clock-bound = Promise: policy { $policy }, row { $row }, calendar { $calendar }, zone rules { $tzdb }
event-retargeted = The promise changed: was { $from }, now { $to } ({ $why })
event-taking-shown = The client was told who took the ticket
event-workaround-given = Workaround given
event-threshold-passed = { $clock }: { $percent }% of the time used up, deadline { $deadline }
event-breached = { $clock }: deadline missed, it was { $deadline }
event-escalated = { $clock }: escalated to level { $level } of { $chain }. Told: { $whom }
event-escalation-exhausted = { $clock }: the last level of { $chain } was reached
event-escalation-acknowledged = Escalation acknowledged by { $name }
event-verdict-corrected = { $clock }: verdict corrected from “{ $from }” to “{ $to }” ({ $why })
event-measurement-gap = Measurement gap from { $from } to { $to }

problem-back = To the board
problem-request = Request id: { $id }
problem-not-found = There is no such page
problem-not-found-hint = Check the address, or go back to the board.
problem-ticket-unknown = There is no such ticket
problem-ticket-unknown-hint = Check the number: the register has no ticket with it.
problem-wrong-method = This address does not open that way
problem-wrong-method-hint = Open the page by an ordinary link.
problem-bad-path = The address cannot be understood
problem-bad-path-hint = A ticket's number is written in capitals and digits, such as ROM-57; a client's code in letters and digits, such as ROM.
problem-bad-query = The filter cannot be understood
problem-bad-query-hint = Reset the filter and choose again.
problem-too-large = The request is too large
problem-too-large-hint = Make it smaller and send it again.
problem-foreign = Only requests from this computer are answered
problem-foreign-hint = Open the page under the address that the server named at its start.
problem-busy = Not just now
problem-busy-hint = Try again in a few seconds.
problem-internal = Something broke on our side
problem-internal-hint = Nothing is lost. Try again; if it does not help, give the operator the id below.
problem-refused = The request was refused
problem-refused-hint = Go back to the board and try again.

clock-first-response = First response
clock-next-response = Next response
clock-periodic-update = Regular update
clock-acceptance = Assignment
clock-workaround = Workaround
clock-resolution = Resolution
clock-nth = { $clock } { $n }
promise-no-zone = no time zone
target-business-day = { $days ->
    [0] by the end of the business day
    [1] by the end of the next business day
   *[other] by the end of business day { $days } after it
}
pause-client-waiting = waiting for client
pause-client-hold = at the client's request
pause-third-party = waiting for a third party
pause-own = a reason of our own
cancelling-withdrawn = the ticket was cancelled
cancelling-merged = the ticket was merged
cancelling-closed = the ticket was closed
retargeting-reclassified = type or priority changed
retargeting-moved = the place changed
retargeting-migrated = a new version of the policy is in force
verdict-met = in time
verdict-breached = missed
verdict-excluded = does not count
corrected-late-message = a message dated before the deadline came in later
corrected-late-facts = by what came to be known later
corrected-by-people = decided by { $names }
whom-nobody = nobody
whom-managers = managers
whom-admins = admins
whom-agents = agents
whom-team = team { $team }
whom-rota = on call: { $rota }
whom-assignee = the assignee
whom-responsible = whoever is responsible
whom-duty = whoever is on duty
worked-seconds = { $seconds } s
worked-minutes-seconds = { $minutes } min { $seconds } s
nav-title = Places
nav-board = Board
nav-sla = SLA
nav-workload = Workload
unit-hours = h
unit-minutes = min
unit-seconds = s
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
weekday = { $day ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
as-of-title = As of
as-of-is = As of { $at }.
as-of-note = What was recorded by then is shown.
as-of-present = Back to the present
period-title = Period
period-from = From
period-to = To (not included)
period-days = { $from } to { $to }
period-zone = zone { $zone }
period-before = earlier
period-after = later
span-day = Day
span-week = Week
span-month = Month
filter-clock = Clock
filter-all-clocks = All clocks
filter-only = Show
filter-only-all = All
filter-only-breached = Missed only
filter-heat = Heat map
state-running = running
state-at-risk = at risk
state-paused = paused: { $why }
state-met = in time
state-breached = deadline missed
state-superseded = replaced by a new one
state-cancelled = no verdict: { $why }
state-not-applicable = not applicable
state-gap = measurement gap
state-excluded = does not count
state-outside = outside service hours
during-running = running
during-paused = paused
during-resolved-idle = resolved, until reopened
during-after-breach = after the missed deadline
rule-running = Counted by calendar { $calendar }
rule-outside = Calendar { $calendar }: no service
rule-paused = Policy { $policy }, row { $row }: pauses the clock
rule-resolved-idle = Policy { $policy }, row { $row }: not counted between resolution and reopening
rule-after-breach = Policy { $policy }, row { $row }: the time is used up
chip-until = due { $deadline }
chip-left = left
chip-overrun = late by { $overrun }
sla-banner = { $breached ->
    [one] { $breached } missed
   *[other] { $breached } missed
}, { $risk } at risk
sla-banner-more = Show
clocks-title = Promises
clocks-timeline = Timeline of the client
clocks-none = Nothing is promised for this ticket.
clock-deadline = Deadline
clock-left = Left
clock-elapsed = Elapsed
clock-elapsed-of = { $elapsed } of { $target }
clock-now = Now
clock-overrun = Overdue
clock-overrun-both = { $business } of service, { $wall } by the clock
clock-stop = Stopped
clock-corrected = Corrected
clock-corrected-from = { $at }: the verdict was “{ $from }”, since then “{ $to }”
clock-evidence = Evidence
clock-evidence-deleted = a message was deleted from the chat
clock-policy = Policy
clock-policy-row = { $policy }, row { $row }
clock-calendar = Calendar
ledger-title = Ledger
ledger-of = Ledger: { $clock }
ledger-from = From
ledger-to = To
ledger-what = What
ledger-why = Why
ledger-business = Service seconds
ledger-wall = Clock seconds
ledger-sums = Check: counted { $elapsed } + paused { $paused } + resolved { $idle } = { $span } s of service in all.
ledger-holds = adds up
ledger-does-not-hold = does not add up
timeline-title = Timeline: { $client }
timeline-summary = { $clocks ->
    [one] { $clocks } clock
   *[other] { $clocks } clocks
}, missed: { $breached }
timeline-cut = Not all tickets are shown: there are more than fit. Choose a shorter period.
timeline-empty = No clocks in this period
timeline-lanes = Clocks over time
timeline-how = Point at a piece, or go to it with the arrow keys: below is said why. A piece links to its line of the table.
timeline-why = Here is said why a clock ran or stood still.
timeline-twin = The same as a table
timeline-statement = Promises kept in this period
workload-title = Workload
work-requested = Requested
work-open = Open
work-closed = Closed
work-taken = Taken
work-answered = Answered
work-resolved = Resolved
work-oldest = Oldest open
work-agents = By assignee
work-nobody = Nothing was done in this period
work-heat = By hour of the week: { $what }
work-types = By type
work-clients = By client
problem-client-unknown = There is no such client
problem-client-unknown-hint = Check the client's code in the address.
event-message = Message
event-reclassified-only = Type or priority changed
event-retargeted-only = The promise changed
event-retargeted-to = The promise changed: was { $from }, now { $to }
event-bound-only = Policy and calendar bound
event-assigned-only = Assigned
event-unassigned-only = Unassigned
event-closed-only = Closed
sla-title = SLA
filter-month = Month
filter-all-priorities = All priorities
column-ticket = Ticket
column-state = State
column-used = Used
column-outcome = Outcome
column-start = Start
column-target = Promised
column-rule = Policy, row, calendar
used-percent = { $percent }%
used-percent-over = >{ $percent }%
risk-title = Missed or at risk now
risk-none = Nothing is missed or at risk now
risk-cut = Not all are shown: there are more than fit. Choose a client.
statement-title = Promises kept: { $period }
statement-preliminary = Preliminary, as of { $at }. Zone { $zone }, { $position }.
statement-closed = The period was closed at { $at }: what is learnt later does not change it. Zone { $zone }, { $position }.
statement-empty = No clocks in this period.
statement-kept = In time:
statement-of = of
statement-identity = In time + missed + outside = all:
statement-percent = Kept
statement-max = Longest
statement-corrected = { $count ->
    [one] { $count } verdict corrected
   *[other] { $count } verdicts corrected
}
statement-formula = Kept = in time / (in time + missed), rounded down to hundredths. Times are of service hours; P50, P90 and P95 are by nearest rank, and ≥ marks clocks that were not stopped.
statement-requests = Requests made
statement-timeline = Timeline
percent-none = n/a
outcome-met = In time
outcome-breached = Missed
outcome-judged = Counted
outcome-outside = Outside
outcome-touched = All
outcome-open-not-due = Not due yet
outcome-paused-open = Paused
outcome-not-applicable = Not applicable
outcome-superseded = Replaced
outcome-withdrawn = Ticket cancelled
outcome-merged = Ticket merged
outcome-closed = Ticket closed
outcome-gap = Measurement gap
outcome-excluded = Excluded by decision
outcome-corrected = Verdict corrected
addendum-title = Addendum to the closed period
addendum-note = This came to be known after the closing. The report's figures stand; here is what would be otherwise.
addendum-cut = Not all lines of the addendum are shown.
addendum-old = In the report
addendum-new = By what is known now
addendum-absent = not in the report
clock-count = { $count ->
    [one] { $count } clock
   *[other] { $count } clocks
}
list-cut = Not all are shown: the list is too long. Narrow the filter.
list-present = The tickets themselves are shown as they are now.
list-more = Next
column-messages = Messages
column-summary = Request
ticket-count = { $count ->
    [one] { $count } ticket
   *[other] { $count } tickets
}
refused = Parameter { $parameter }: { $why }.
refused-one-of = one of these is accepted: { $names }
refused-between = a number from { $min } to { $max } is accepted
refused-no-client = no client has this code; the code of an existing client is accepted
refused-future = it lies in the future; a past instant is accepted
refused-missing = it is missing
refused-alone = it is missing; from and to go together
refused-beside-period = either it is given, or from and to
refused-order = a day after from is accepted: the first one that does not count
refused-too-long = { $days ->
    [one] a day at most { $days } day after from is accepted
   *[other] a day at most { $days } days after from is accepted
}
refused-twice = it is given twice
refused-stray = this page has no such parameter
refused-many-parts = a number is of one part; one of agent, hour, type and of is accepted
refused-not-counted = { $name } is not counted of this part
refused-not-open = the board shows open tickets only, and none of them is { $name }
accepts-month = a year and a month such as 2026-11 are accepted
accepts-day = a day such as 2026-11-22 is accepted
accepts-instant = an instant such as 2026-11-22T11:05:00Z is accepted
accepts-client = a client's code such as ROM is accepted
accepts-person = 32 lower-case hex digits are accepted
accepts-place = a place of the list is accepted, as the link to its next page has it
accepts-number = a whole number is accepted
accepts-status = the status of an open ticket such as in_progress is accepted
accepts-language = ru or en is accepted

# Clients, and how ready their groups are
nav-clients = Clients
clients-title = Clients
clients-count = Ready: { $ready } of { $all }
clients-how = Each client’s own link claims a group, so it is printed only by the command beside the client, by proofdesk client links for all at once, with how ready the groups are, or by /link and the code in the staff group. This page makes no links.
clients-own-link = Own link:
clients-bring = Bring the bot to the group
clients-bring-how = Is the group there already? Open this link or send it to its owner: it adds the bot with the rights it needs. Then an admin writes /setup@{ $bot } in the group, and the bot finds the client by the group’s title.
clients-none = none
client-ready = ✔ Ready
client-not-ready = ✖ Not ready
column-ready = Readiness
column-groups = Groups
column-terms = Policy, calendar
column-intake = Intake
column-seen = Last message
column-missing = What is missing
missing-group = No group is linked
missing-terms = No policy and calendar: no deadlines are counted
missing-intake = No rule set: only commands, buttons and replies make tickets
missing-rights-unknown = What the bot may do is not known yet
missing-inside = The bot is not in the group
missing-write = The bot may not write
missing-admin = The bot is no administrator
missing-sees-all = The bot sees only commands and replies to it
missing-pin = The bot may not pin
missing-invite = The bot may not make invite links
missing-topics = The bot may not manage topics

# The rules of a client, as the client may read them.
rules-title = How we work: { $client }
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
rules-terms-hidden = Deadlines are not shown to the client.
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
rules-hours = Service hours
rules-always = around the clock
rules-never = none
rules-hours-other = For some tickets: { $hours }
rules-week = { $days } ({ $zone })
rules-day = { $day } { $windows }
rules-days = { $first }–{ $last } { $windows }
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

cards-title = Cards with a code: { $client }
cards-link = cards
cards-how = The bot makes a new card: /qr { $code } Site; workplace in the staff group. To withdraw one: /qr_off { $code } and its number. Only the cards themselves are printed; at 100 %, without margins.
cards-paper-four = Four on a sheet of A4
cards-paper-one = Each on A6
cards-in-ru = In Russian
cards-in-en = In English
cards-number = Number
cards-place = Place
cards-state = State
cards-joined = Joined
cards-pictures = Files
cards-standing = Stands
cards-withdrawn = Withdrawn
cards-waiting = The link is being made
cards-no-place = No place named
fact-place = Place
incidents-title = Outages and works
incidents-all = ← All outages and works
incidents-how = A mass outage is declared by /incident, planned works by /planned in the staff group.
incidents-none = There were no mass outages and no planned works.
incident-column = Outage or works
incident-about = About
incident-state = State
incident-tickets = Tickets
incident-ticket = Ticket
incident-declared = Declared
incident-declared-by = Declared by
incident-ended = Ended
incident-ended-by = Ended by
incident-from = Works begin
incident-until = Works end
incident-outage = Mass outage { $number }
incident-planned = Planned works { $number }
incident-open = Going on
incident-over = Over
incident-stage-planned = Not begun yet
incident-stage-running = Under way
incident-stage-time-is-up = Their time has passed; the end was not told
incident-stage-over = Done
incident-stage-withdrawn = Withdrawn
incident-window = From { $from } until { $until }
incident-no-tickets = No tickets were added.
incident-told = Announcements to clients
incident-nobody-told = Clients were told nothing.
incident-announced = Announcement
incident-end-announced = The end
incident-reached = Groups reached: { $reached } of { $all }
incident-delivery = Delivery
incident-not-yet = On its way
incident-undelivered = Not delivered to the group
incident-client-unknown = Unknown client
fact-incident = Incident
problem-incident-unknown = There is no such incident
problem-incident-unknown-hint = Check the number, or open the list of outages and works.
