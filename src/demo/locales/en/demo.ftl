# The words of the demo's page.

title = Demo: chats and board
skip = To the chats
language-other = Русский
live-on = Live
live-waiting = Connecting
live-off = No connection to the demo
no-script = The demo needs JavaScript.

clock = Demo time
zone = (MSK)
zone-name = Moscow time
move-15m = +15 min
move-1h = +1 h
move-monday = To Monday 9:00
clock-moving = Time goes by…
clock-not-yet = the demo is still being prepared
clock-too-far = the clock is 60 days ahead already and goes no farther: start the demo anew
clock-unknown = the clock understands 15m, 1h and monday
clock-busy = the bot did not keep up with the clock, try again

tabs = Chats and board
tab-rom = Ромашка
tab-acm = Acme
tab-staff = Staff
tab-maria = Мария
tab-board = Board
fronts = Chats of the support
kind-client = A client's group
kind-staff = Seen by staff only
kind-private = The bot and Мария, the manager
board = Ticket board
board-alone = On its own
board-sla = SLA
board-workload = Workload

messages = Messages
who = You write as
support = support
message = Message
hint-client = Message, or /new and what happened
hint-staff = A reply to a card goes to the client
hint-private = A message to the bot, such as /my
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
try-clock = <b>Time:</b> press “+15 min”: ROM-4 gets a warning. “+15 min” again: its deadline is missed. “+1 h”: Мария is told in private.
try-new = <b>Acme:</b> be James and write <code>/new My screen stays black</code>. The bot answers with a number; the card appears among staff and on the board.
try-take = <b>Staff:</b> press “Взять в работу” (Take) under ROM-4. This group is Russian: <code>/language en</code> has the bot speak English here.
try-answer = <b>Staff:</b> reply to the card of ROM-4: the words go to the client's group.
try-somebody = <b>Ромашка:</b> reply <code>/ticket</code> to the question about keys: somebody else's message becomes a ticket.
try-reply = <b>Acme:</b> be James and reply to the bot's question about the VPN: the ticket goes on.
try-confirm = <b>Acme:</b> be Emma and press “Yes, close” or “Not solved” under ACM-2.
