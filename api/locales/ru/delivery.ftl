# Дошли ли слова сотрудников до клиента
words-waiting = Ждёт отправки в группу
words-failed = Не доставлено в группу ({ $at }): { $why }
failed-forbidden = бота нет в группе, или ему нельзя писать
failed-chat-gone = такой группы больше нет
failed-refused = Telegram не принял сообщение
failed-pointless = слова удалены
event-reply-failed = Ответ не доставлен в группу: { $why }
event-reply-retried = Ответ отправлен ещё раз
event-disputed = Клиент: не решено ({ $name })
