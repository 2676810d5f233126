along-quote = ❝ { $text }
along-forwarded = ↪ Forwarded from: { $name }, { $time }
along-elsewhere = ↩ In reply to a message of another chat: { $name }, { $time }
