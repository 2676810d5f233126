# Сроки. Клиенту задержки не признаются; сотрудникам говорится прямо.

# Как их видит клиент
promise-response = Срок ответа: { $time }
promise-update = Сообщение о ходе работ до { $time }
promise-acceptance = Срок назначения исполнителя: { $time }
promise-workaround = Срок обходного решения: { $time }
promise-resolution = Плановый срок выполнения: { $time }
promise-paused = Отсчёт приостановлен: { $why }
promise-outside = Вне часов обслуживания: отсчёт с { $time }
promise-outside-always = Вне часов обслуживания
promise-runs-on = Отсчёт продолжается
receipt-by-class = Сроки уточнятся после выбора типа и приоритета: смотрите карточку заявки

# Почему отсчёт стоит
pause-client-waiting = ждём клиента
pause-client-hold = по просьбе клиента
pause-third-party = ждём третью сторону
pause-own = по своей причине

# Как их видят сотрудники
due-response = Ответить до { $time }
due-update = Сообщить о ходе работ до { $time }
due-acceptance = Взять в работу до { $time }
due-workaround = Дать обходное решение до { $time }
due-resolution = Выполнить до { $time }
due-left = { $due } · на { $now } осталось { $left } раб. времени
clock-response = Ответ
clock-update = Сообщение о ходе работ
clock-acceptance = Назначение исполнителя
clock-workaround = Обходное решение
clock-resolution = Выполнение
clock-paused = { $clock }: отсчёт приостановлен, { $why }
clock-paused-left = { $clock }: отсчёт приостановлен, { $why } · осталось { $left } раб. времени
missed-response = Срок ответа нарушен
missed-update = Срок сообщения о ходе работ нарушен
missed-acceptance = Срок назначения исполнителя нарушен
missed-workaround = Срок обходного решения нарушен
missed-resolution = Срок выполнения нарушен
missed-by = { $missed } на { $over } раб. времени
missed-at = { $missed } · срок был { $time }
held = Причина паузы: { $why }
held-runs-on = отсчёт идёт
held-rests = отсчёт стоит
terms = Условия: { $policy }, строка { $row }
escalated = Передано на { $level }-й уровень ({ $time }): { $whom }
escalated-bare = Передано на { $level }-й уровень ({ $time })
exhausted = Пройдены все уровни эскалации ({ $time })
resumed-by-time = Возобновлена автоматически ({ $time }): срок паузы вышел
acknowledged = Принято: { $name } ({ $time })
whom-responsible = ответственный за клиента
whom-duty = дежурный
whom-agents = сотрудники
whom-managers = руководители
whom-admins = администраторы

# Сколько времени
span-minutes = { $minutes } мин
span-hours = { $hours } ч
span-hours-minutes = { $hours } ч { $minutes } мин
span-less = меньше минуты

# Сообщения о сроках в чате сотрудников
left-response = До срока ответа { $left }
left-update = До срока сообщения о ходе работ { $left }
left-acceptance = До срока назначения исполнителя { $left }
left-workaround = До срока обходного решения { $left }
left-resolution = До срока выполнения { $left }
notice-warning = ⏳ { $left }: { $about }
notice-breach = { $missed }: { $about }
notice-escalation = ⏫ Передано на { $level }-й уровень: { $about }
notice-exhausted = ⏫ Пройдены все уровни эскалации: { $about }
notice-told = → { $names }
notice-about = { $number } · { $text } ({ $client }, { $name })
notice-not-taken = не взята
notice-taken-by = исполнитель { $name }
notice-card-link = Карточка заявки

# Сообщение клиенту о том, кто взял заявку
taken = 🛠 { $number } · Исполнитель: { $name }

# Кнопки
button-take-short = Взять
button-acknowledge = Принято
button-workaround = Обходное решение
button-hold-client = По просьбе клиента
button-hold-third = Ждём третью сторону
button-hold-own = По своей причине

# Всплывающие ответы
toast-taken-due = Заявка { $number } за вами. { $due }
toast-acknowledged = Принято: { $number }
toast-already-acknowledged = Уже принято: { $name } ({ $time })
already-held = Заявка { $number } уже приостановлена: { $why }. Чтобы сменить причину, сначала возобновите её: /resume
toast-workaround = { $number }: обходное решение отмечено
toast-why-hold = Почему приостановить?
toast-priority-by-staff = Приоритет этой заявки меняет поддержка
toast-too-late = Вернуть её в работу уже нельзя. Оформите новую заявку
reply-too-late = Вернуть эту заявку в работу уже нельзя. Оформите новую: /new и суть.

# Что скоро: /due
due-title = Ближайшие сроки ({ $count }):
due-none = Ближайших сроков нет
hint-workaround = Команду /workaround пишут без текста: что сделано, скажите клиенту ответом на карточку.
