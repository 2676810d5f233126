# Canned replies, and whether answers arrive

# Buttons
button-replies = Replies
button-send-reply = Send to the client
button-not-send = Do not send
button-resend = Send again

# Toasts
toast-replies = Canned replies: on the buttons below the card
toast-no-replies = There are no canned replies yet
toast-reply-read = Read below what the client will get
toast-reply-sent = The answer to { $number } was sent to the client's group
toast-reply-changed = This reply was changed or dropped. Choose it again
toast-resent = { $number }: sending to the client again
toast-nothing-to-resend = Nothing to send: all is delivered or on its way

# /reply
canned-title = { $count ->
    [one] { $count } canned reply:
   *[other] { $count } canned replies:
}
canned-none = There are no canned replies yet.
canned-head = { $name } ({ $language }):
canned-send = Send: /r name in reply to a card or to the client's words, or with a number: /r ROM-57 name; words of your own may follow the name. Or the button "Replies" below a card.
canned-arrange =
    Add or change: /reply add name text; for clients who read Russian: /reply add name ru text. Drop: /reply drop name.
    In the place of { "{" }number{ "}" } the client sees the ticket's number.
canned-kept = The reply "{ $name }" ({ $language }) is kept. Send it: /r { $name }
canned-dropped = The reply "{ $name }" is dropped.
canned-none-such = There is no reply "{ $name }".
canned-names = There are: { $names }
canned-only-admin = Replies are added and dropped by an admin or a manager.
canned-bad-name = A reply's name: one word of up to 24 letters and digits, such as: /reply add reboot Please restart your computer and tell us whether that helps.
canned-without-text = Add the text after the name: /reply add { $name } text
canned-too-long = The text of a reply has at most { $max } characters.
canned-too-many = There are { $max } replies, as many as may be. Drop one: /reply drop name
canned-unknown-placeholder = I do not know what to put in the place of { "{" }{ $word }{ "}" }. There is only { "{" }number{ "}" }: the ticket's number.
canned-preview = { $number }, the reply "{ $name }" ({ $language }). The client will get in your name:

# Hints for /r
hint-no-such-reply = There is no reply "{ $name }"; nothing was sent to the client. Correct the name in your message, or send a new one.
hint-reply-without-name = Name a reply: /r name. Nothing was sent to the client.
hint-reply-too-long = With your words the answer is too long; nothing was sent to the client. Shorten your message.

# An answer that did not arrive
undelivered-title = ⚠️ Not delivered to the group of { $client }: { $number }
undelivered-line = → { $name }: the client did not get the { $kind ->
    [question] question
    [resolution] words that it is resolved
   *[answer] answer
} of { $time }
undelivered-do-forbidden = Ask the group's admin to bring the bot back and let it write, then press "Send again".
undelivered-do-gone = Reach the client in another way. Our admin links a new group: /link { $code }
undelivered-do-refused = Put it differently: reply to the ticket's card. Or press "Send again".
undelivered-again = ⏳ { $number }: sending to the client again…
undelivered-mended-line = { $kind ->
    [question] question
    [resolution] words that it is resolved
   *[answer] answer
} of { $time } ({ $name })
undelivered-over = ✅ { $number }: the client got the { $said } at { $at }

# Menu of commands
menu-reply = Canned replies to clients
