# Set-up: answers to admins and staff
setup-only-admin = Only an admin can do this.
setup-client-how =
    A new client: /client ACM Acme Ltd (for a Russian chat: /client ROM ru Ромашка).
    Another group of the same client: /link ACM.
    A client's code has 2 to 8 Latin letters and digits, a letter first.
setup-code-taken = The code { $code } is taken. Another group of the same client: /link { $code }
setup-no-such-client = There is no client with the code { $code }. A new client: /client { $code } Title
setup-link =
    The link for client { $code }. Open it, choose the client's group, and the bot joins:
    { $link }
    The link is good for 3 days and for one group.
setup-lead-how = Reply with /lead to a message of the person who speaks for the client.
setup-lead-set = { $name } speaks for the client from now on: may confirm, cancel and reopen any of its tickets.
setup-language-how = Language of the chat: /language ru or /language en
setup-language-set = Language of the chat: English.
setup-wrong-chat = This command belongs elsewhere: /client and /link in the staff chat, /lead in the client's chat.
