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
words-undelivered = Not delivered to the group
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
event-cancelled = Cancelled
event-linked = Linked with { $number }
event-merged = Merged into { $number }
event-rated = Rating: { $stars } of 5
event-attachment-added = Attachment added
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
problem-bad-path-hint = A ticket's number is written in capitals and digits, such as ROM-57.
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
problem-