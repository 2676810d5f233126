# Mass outages and planned works

# What clients see
announcement-outage = Mass outage
announcement-planned = Planned works
announcement-outage-over = The mass outage is over
announcement-planned-over = The planned works are done
announcement-tickets = Tickets: { $numbers }
announcement-tickets-done = Resolved: { $numbers }. If something does not work, press “Not solved”.
announcement-tickets-done-many = Resolved: { $numbers }. If something does not work, press “Not solved”; where a ticket has no button, write its number: /reopen { $example }
announcement-confirm = { $number }: yes, close
announcement-not-solved = { $number }: not solved

# What staff see
incident-outage = Mass outage { $number }
incident-planned = Planned works { $number }
incident-window = From { $from } until { $until }
incident-none = No mass outages or planned works are open. Declare one: /incident and what happened.
incident-unknown = There is no mass outage { $number }. The list: /incident
incident-gone = There is no such mass outage. The list: /incident
incident-over = Over
incident-told-nobody = Clients were told nothing.
incident-stage-goes-on = Goes on
incident-stage-planned = Not begun yet
incident-stage-running = Under way
incident-stage-time-is-up = Their time has passed; the end was not told
incident-stage-over = Done
incident-stage-withdrawn = Withdrawn
incident-no-ticket = There is no ticket “{ $word }”. Numbers are written like this: /incident 7 ROM-57 ACM-12
incident-what-next =
    Add tickets: /incident { $number } and their numbers; take one out: its number with a minus.
    Tell clients: /announce { $number } and the words. End it: /finish { $number } and the words.
incident-to-linked =
    { $count ->
        [one] { $count } group with tickets
       *[other] { $count } groups with tickets
    }
incident-to-all =
    { $count ->
        [one] All: { $count } group
       *[other] All: { $count } groups
    }
incident-to-chosen =
    { $count ->
        [one] Send: { $count } group
       *[other] Send: { $count } groups
    }
incident-keep-quiet = Do not send
incident-announce-how = Write the number and the words: /announce 7 We are restoring the connection. For some clients only: /announce 7 ROM, ACM: words
incident-finish-how = Write the number and what was done: /finish 7 The connection is back
incident-finish-told = Clients know of { $number }. Write what was done: /finish { $number } The connection is back
incident-finish-linked = Tickets have to do with { $number }, and are marked resolved at its end. Write what was done: /finish { $number } The connection is back
incident-planned-how = Write the day, the time and the words: /planned 25.11 22:00-23:30 New equipment, the connection may be interrupted
incident-only-staff = Only staff can do that.
incident-without-words = Write what happened: /incident The server cannot be reached
incident-nobody = There is nobody to be told: no group fits. Add tickets: /incident 7 ROM-57
incident-too-many = Too many tickets or groups for one incident.
incident-linked-meanwhile = Tickets were being added just now. Please try again.
toast-announced =
    { $count ->
        [one] Going out to { $count } group
       *[other] Going out to { $count } groups
    }
toast-already-announced = This announcement went out already.
toast-incident-over = It is over already; nothing was sent.
toast-kept-quiet = Not sent
notice-announcement = an announcement

# On the card of a ticket
button-incident = Incident
button-incident-in = { $number }: { $title }
button-incident-out = Take out of { $number }: { $title }
button-incident-new = A new outage from this ticket
incident-title-of = From ticket { $number }
toast-incident-which = What does this ticket have to do with?
toast-incident-linked = Added to { $number }
toast-incident-linked-already = It is in { $number } already
toast-incident-unlinked = Taken out of { $number }
toast-incident-opened = Mass outage { $number } is declared. Tell clients: /announce { $number } and the words
toast-incident-ended = { $number } is over already
