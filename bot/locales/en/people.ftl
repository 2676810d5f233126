# Who is of staff, and who is not
staff-question =
    { $name } writes in the staff chat for the first time.
    Is this one of support staff? An admin confirms.
staff-confirmed =
    New in support staff: { $name }. Confirmed by { $by }
    Replies to cards that were written before were not sent to clients.
button-confirm-staff = One of staff
button-decline-staff = Not of staff
toast-unconfirmed = You are not confirmed yet: an admin does that. Until then buttons have no effect
toast-staff-confirmed = Confirmed: { $name }
toast-staff-declined = Declined: { $name }
hint-unconfirmed = An admin has not confirmed you yet. Nothing was sent to the client. Write again once you are confirmed.
hint-unverifiable-staff = I cannot see who writes, and nothing was sent to the client. Turn off anonymity and try again.
staff-left = No longer in support staff: { $name }
staff-left-tickets = Open tickets to hand over: { $numbers }
staff-left-no-tickets = No open tickets.
staff-left-groups = Also remove from the clients' groups: { $titles }
staff-left-no-admin = There is no admin any more. To name one: proofdesk staff add --telegram-id ... --role admin
list-more = { $list } and { $count } more
setup-remove-how = Reply with /remove to a message by whoever is no longer in support staff.
setup-remove-nobody = This is nobody of support staff.
setup-removed = Role taken back: { $name }
open-head = Open requests: { $count }
open-none = No open requests
open-only-leads = The list of a client's open requests is for whoever speaks for the client. Your own: /my
