# The words of the demo's page.

title = Demo: chats and board
skip = To the chats
language-other = Русский
live-on = Live
live-waiting = Connecting
live-off = No connection to the demo
no-script = The demo needs JavaScript.

tabs = Chats and board
tab-rom = Ромашка
tab-acm = Acme
tab-staff = Staff
tab-board = Board
kind-client = A client's group
kind-staff = Seen by staff only
board = Ticket board
board-alone = On its own

messages = Messages
who = You write as
support = support
message = Message
hint-client = Message, or /new and what happened
hint-staff = A reply to a card goes to the client
send = Send
send-picture = Send a picture
picture = Picture
reply-to = Reply to { "{" }name{ "}" }
no-reply = Do not reply to the message
edited = edited
fresh = New messages
no-toast = The bot did not answer the press
failed = That failed: { "{" }why{ "}" }
elsewhere = In the demo this link leads nowhere

try-title = Try this
try-new = <b>Acme:</b> be James and write <code>/new My screen stays black</code>. The bot answers with a number; the card appears among staff and on the board.
try-take = <b>Staff:</b> press “Взять в работу” (Take) under ROM-3. This group is Russian: <code>/language en</code> has the bot speak English here.
try-answer = <b>Staff:</b> reply to the card of ROM-3: the words go to the client's group.
try-somebody = <b>Ромашка:</b> reply <code>/ticket</code> to the question about keys: somebody else's message becomes a ticket.
try-reply = <b>Acme:</b> be James and reply to the bot's question about the VPN: the ticket goes on.
try-confirm = <b>Acme:</b> be Emma and press “Yes, close” or “Not solved” under ACM-2.
