# Слова страницы демо.

title = Демо: чаты и доска
skip = К чатам
language-other = English
live-on = Обновляется
live-waiting = Подключаемся
live-off = Нет связи с демо
no-script = Для демо нужен JavaScript.

tabs = Чаты и доска
tab-rom = Ромашка
tab-acm = Acme
tab-staff = Сотрудники
tab-board = Доска
kind-client = Группа клиента
kind-staff = Видят только сотрудники
board = Доска заявок
board-alone = Отдельно

messages = Сообщения
who = Вы пишете как
support = поддержка
message = Сообщение
hint-client = Сообщение или /new и суть
hint-staff = Ответ на карточку уходит клиенту
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
try-new = <b>Ромашка:</b> выберите «Борис» и напишите <code>/new Не включается монитор</code>. Бот ответит номером, карточка появится у сотрудников и на доске.
try-take = <b>Сотрудники:</b> под заявкой ROM-3 нажмите «Взять в работу», потом ещё раз от имени другого.
try-answer = <b>Сотрудники:</b> ответьте на карточку ROM-3: слова уйдут в группу клиента.
try-somebody = <b>Ромашка:</b> ответьте <code>/ticket</code> на вопрос о ключах: чужое сообщение станет заявкой.
try-reply = <b>Acme:</b> выберите «James» и ответьте на вопрос бота о VPN: заявка вернётся в работу.
try-confirm = <b>Acme:</b> выберите «Emma» и нажмите «Yes, close» или «Not solved» под ACM-2.
