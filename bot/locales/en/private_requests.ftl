# Private requests: only the author and staff see them
button-private = Private request
private-mark = 🔐 Private: only you and staff see it, answers come here
private-mark-staff = 🔐 Private: only its author and staff see it
private-mark-short = 🔐 private
private-prompt =
    A private request, { $client }. Only you and staff will see it, the group will not hear of it.
    What do you need? Reply to this message
private-placeholder = Say what you need
private-whose = Which organization is the request about?
private-which = Which request do these words belong to? They are kept.
private-which-client = Make it a private request? Only you and staff will see it. The words are kept.
private-new-of = Private request · { $client }
private-nobody =
    I do not see in which organization’s group you are.
    Press “Private request” on the pinned card of your group, or write /my there and then /private here.
private-of-clients = Private requests are made by the client’s people.
private-other = A private request cannot be merged or linked with somebody else’s or with one of the group: others would see it.
private-no-incident = A private request cannot be linked to an outage or works: others would hear of it.
private-undelivered = 📵 { $client } · Not delivered to the author’s private chat: { $what }
private-forbidden = The author has stopped the bot or never opened a chat with it: reach them another way.
private-gone = The private chat with the author is gone: reach them another way.
hint-private-in-group =
    Everybody sees this in the group. A private request is seen by you and staff only: press “Private request” on the pinned card, or write /private to me alone.
    If your message says anything private, delete it.
menu-private = A request that your group does not see; for staff: be told of tickets here
private-undelivered-title = 📵 Not delivered to the author’s private chat, { $client }: { $number }
