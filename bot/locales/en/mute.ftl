mute-topic-lost = The topic is closed or deleted: its requests are answered here.
mute-general-lost = ⚠️ { $client }: the general topic of the group is hidden or closed. Messages for it wait until it is opened or the bot may manage topics.
mute-waits = Messages for this group wait: they are sent when the bot may write again.
mute-answer-waits = ⏸ { $number } · { $client }: the message waits, the bot may not write in the group. It is sent when the bot may.
mute-card-without-files = Card { $number } is ready, but the bot may not send files in this group. Print it from the page of cards with a code of client { $code }, or repeat /qr { $code } where files are allowed. Withdraw it: /qr_off { $code } { $number }
mute-staff = 🔇 Staff group “{ $group }”: the bot may not write in it.
mute-staff-gone = 🔇 Staff group “{ $group }”: the bot is no longer in it.
mute-staff-alone = There is no other staff group in which the bot may write: this is why you are told in private.
