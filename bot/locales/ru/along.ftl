along-quote = ❝ { $text }
along-forwarded = ↪ Переслано от: { $name }, { $time }
along-elsewhere = ↩ Ответ на сообщение из другого чата: { $name }, { $time }
