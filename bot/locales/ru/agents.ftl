# Рабочий день сотрудника

# Кнопки карточки
button-more = Ещё…
button-back = Назад
button-hand-over = Передать
button-note = Внутренний комментарий
button-merge = Объединить
button-relate = Связать

# Всплывающие ответы
toast-more = Остальные действия: на кнопках под карточкой
toast-back = Основные действия
toast-to-whom = Кому передать?
toast-no-colleagues = Передать некому: других сотрудников я пока не знаю
toast-given = Заявка { $number } передана. Исполнитель: { $name }
toast-priority-set = Приоритет: { $priority }

# Вопросы с ответом
prompt-note = { $name }, что записать по { $number }? Ответьте на это сообщение: клиент комментария не увидит
prompt-merge = { $name }, с какой заявкой объединить { $number }? Ответьте номером заявки: работа продолжится в ней
prompt-relate = { $name }, с какой заявкой связать { $number }? Ответьте номером заявки
placeholder-note = Внутренний комментарий
placeholder-number = Номер заявки

# Подсказки и отказы
hint-which-two = Назовите обе заявки: /{ $command } { $code }-2 { $code }-1. Или ответьте на карточку первой: /{ $command } { $code }-1
hint-staff-chat-only = Эта команда работает в чате сотрудников.
hint-without-number = Ответьте на мой вопрос номером заявки, например ROM-40.
reply-other-client = Это заявки разных клиентов: их нельзя объединить или связать.
reply-itself = Это одна и та же заявка. Назовите другую.
reply-other-over = Та заявка: { $state }. Объединить можно только с открытой.

# Передача
handed-over = → { $name }: заявка { $number } теперь за вами · Передано: { $by }
handed-over-bare = → { $name }: заявка { $number } теперь за вами

# Карточка сотрудников
card-linked = Связана: { $numbers }

# Списки: /queue, /my, /due, /find
list-queue-title = { $count ->
    [one] Не взята { $count } заявка:
    [few] Не взято { $count } заявки:
   *[many] Не взято { $count } заявок:
}
list-queue-none = Все заявки взяты
list-mine-title = { $count ->
    [one] За вами { $count } заявка:
    [few] За вами { $count } заявки:
   *[many] За вами { $count } заявок:
}
list-mine-none = За вами нет открытых заявок
list-found-title = { $count ->
    [one] Нашлась { $count } заявка:
    [few] Нашлось { $count } заявки:
   *[many] Нашлось { $count } заявок:
}
list-found-none = Ничего не нашлось
list-find-how = Напишите, что искать: /find принтер бухгалтерия, /find ROM или /find ROM-57.
list-left = { $due }, осталось { $left } раб. времени
