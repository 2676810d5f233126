# Что стало с сообщением клиента, и как это исправить.

button-make-ticket = Оформить заявку
button-add-to-ticket = Добавить к заявке
button-not-request = Не заявка
button-same = То же, что { $number }

similar-ticket = Похоже на { $number }: «{ $text }»

corrected-added = Добавлено к заявке { $number }
corrected-not-request = Отмечено: не заявка
corrected-not-a-ticket = { $number }: не заявка. Номер остаётся в журнале
corrected-part-of = Сообщение уже в заявке { $number }
corrected-add-which = К какой заявке добавить?
corrected-none-open = В этом чате нет открытых заявок
corrected-unknown = Этого сообщения нет в журнале: оно написано до подключения чата или бот его не видел. Ответьте на него командой /ticket.
corrected-unknown-reaction = { $name }: сообщения, отмеченного реакцией в группе «{ $client }», нет в журнале: оно написано до подключения группы или бот его не видел. Ответьте на него командой /ticket.
corrected-forgotten = Текст этого сообщения уже не хранится
corrected-not-clients = Это не сообщение клиента
corrected-how-to-add = Ответьте этой командой на сообщение клиента и назовите заявку: /add 57
corrected-how-to-skip = Ответьте этой командой на сообщение клиента: /skip
