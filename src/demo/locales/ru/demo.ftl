# Слова страницы демо.

title = Демо: чаты и доска
skip = К чатам
language-other = English
live-on = Обновляется
live-waiting = Подключаемся
live-off = Нет связи с демо
no-script = Для демо нужен JavaScript.

clock = Время демо
zone = (МСК)
zone-name = Московское время
move-15m = +15 мин
move-1h = +1 ч
move-monday = К понедельнику 9:00
clock-moving = Время идёт…
clock-not-yet = демо ещё готовится
clock-too-far = часы уже ушли вперёд на 60 дней, дальше нельзя: запустите демо заново
clock-unknown = часы понимают 15m, 1h и monday
clock-busy = бот не успел за часами, попробуйте ещё раз

tabs = Чаты и доска
tab-rom = Ромашка
tab-acm = Acme
tab-staff = Сотрудники
tab-maria = Мария
tab-board = Доска
fronts = Чаты поддержки
kind-client = Группа клиента
kind-staff = Видят только сотрудники
kind-private = Бот и Мария, руководитель
board = Доска заявок
board-alone = Отдельно
board-sla = Сроки
board-workload = Нагрузка

messages = Сообщения
who = Вы пишете как
support = поддержка
message = Сообщение
hint-client = Сообщение или /new и суть
hint-staff = Ответ на карточку уходит клиенту
hint-private = Сообщение боту, например /my
send = Отправить
send-picture = Отправить картинку
picture = Картинка
reply-to = Ответить: { "{" }name{ "}" }
no-reply = Не отвечать на сообщение
edited = изменено
fresh = Новые сообщения
no-toast = Бот не ответил на нажатие
failed = Не получилось: { "{" }why{ "}" }
elsewhere = В демо эта ссылка никуда не ведёт

try-title = Что попробовать
try-clock = <b>Время:</b> нажмите «+15 мин»: о ROM-4 придёт предупреждение. Ещё «+15 мин»: срок нарушен. «+1 ч»: о ней узнает Мария, лично.
try-new = <b>Ромашка:</b> выберите «Борис» и напишите <code>/new Не включается монитор</code>. Бот ответит номером, карточка появится у сотрудников и на доске.
try-take = <b>Сотрудники:</b> под заявкой ROM-4 нажмите «Взять в работу», потом ещё раз от имени другого.
try-answer = <b>Сотрудники:</b> ответьте на карточку ROM-4: слова уйдут в группу клиента.
try-somebody = <b>Ромашка:</b> ответьте <code>/ticket</code> на вопрос о ключах: чужое сообщение станет заявкой.
try-reply = <b>Acme:</b> выберите «James» и ответьте на вопрос бота о VPN: заявка вернётся в работу.
try-confirm = <b>Acme:</b> выберите «Emma» и нажмите «Yes, close» или «Not solved» под ACM-2.
