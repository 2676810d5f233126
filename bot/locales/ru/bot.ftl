# Слова бота. Имена людей не склоняются и не имеют рода; задержки не признаются.

number = № { $number }

# Состояния, как их видит клиент
state-new = Новая
state-in-progress = В работе
state-waiting = Нужен ваш ответ
state-on-hold = Приостановлена
state-resolved = Выполнена, подтвердите
state-closed = Закрыта
state-cancelled = Отменена
state-reopened = Возвращена в работу
# и как их видят сотрудники
staff-state-waiting = Ждём клиента
staff-state-resolved = Выполнена

type-fault = Не работает
type-question = Вопрос
type-access = Доступ
priority-low = Низкий
priority-normal = Обычный
priority-urgent = Срочно

# Кнопки
button-take = Взять в работу
button-unassign = Снять с себя
button-ask = Задать вопрос клиенту
button-resolve = Отметить выполненной
button-hold = Приостановить
button-resume = Возобновить
button-urgent = Срочно
button-confirm = Да, закрыть
button-not-solved = Не решено
button-close = Закрыть
button-reopen = Вернуть в работу
button-new = Новая заявка
button-my = Мои заявки
button-how = Как это работает
button-link = Подтвердить
button-no-link = Отклонить
button-no-ticket = Не к заявке

# Общее
anonymous = Без имени
erased = [текст удалён]
no-words = [без текста]
quoted = «{ $text }»
said = { $name }: { $text }
requests-count =
    { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    }

# Подтверждение регистрации
receipt-title = Заявка { $number } зарегистрирована
receipt-author = Автор: { $name }
receipt-registered-by = Зарегистрировано: { $name }
receipt-reported = Время обращения: { $time }
receipt-continues = Связана с { $number }

# Карточки
card-type = Тип: { $type }
card-priority = Приоритет: { $priority }
card-assignee = Исполнитель: { $name } (с { $time })
card-assignee-only = Исполнитель: { $name }
card-unassigned = Исполнитель не назначен
card-choose-type = Что это за заявка? Выберите тип.
card-reported = Время обращения: { $time }
card-on-behalf = Со слов клиента
card-link = Сообщение в чате клиента
card-merged = Объединена с { $number }

# Слова сотрудников в чате клиента
answer = { $name } по { $number }: { $text }
answer-for = → { $name }
question-for = { $name }, ответьте на это сообщение
question-for-all = Ответьте на это сообщение
resolution = ✅ { $number }: { $text }
resolution-bare = ✅ { $number }: выполнена
resolution-ask = Всё работает?
resolution-ask-name = { $name }, всё работает?

# Слова клиента в чате сотрудников
client-words = { $name }: { $text }
client-words-of = { $number } · { $name }: { $text }
reopened-words = ♻️ { $number } возвращена в работу · { $name }: { $text }
reopened-bare = ♻️ { $number } возвращена в работу

# Закрытая заявка
reopen-offer-closed = Заявка { $number } закрыта ({ $time }). Сообщение сохранено. Вернуть её в работу или оформить новую?
reopen-offer-cancelled = Заявка { $number } отменена. Сообщение сохранено. Вернуть её в работу или оформить новую?
reopen-offer-over-closed = Заявка { $number } закрыта ({ $time }). Вернуть её в работу уже нельзя: срок для этого вышел. Сообщение сохранено. Оформить его новой заявкой?
reopen-offer-over-cancelled = Заявка { $number } отменена. Вернуть её в работу уже нельзя: срок для этого вышел. Сообщение сохранено. Оформить его новой заявкой?

# Вопросы бота
prompt-request = { $name }, что случилось? Ответьте на это сообщение
prompt-ask = { $name }, какой вопрос задать клиенту по { $number }? Ответьте на это сообщение
prompt-resolve = { $name }, что сделано по { $number }? Ответьте на это сообщение
prompt-not-solved = { $name }, что не получилось по { $number }? Ответьте на это сообщение или просто напишите здесь в ближайшие { $minutes } мин
placeholder-request = Опишите одной фразой
placeholder-ask = Вопрос клиенту
placeholder-resolve = Что сделано
placeholder-not-solved = Что не получилось

# Карточка группы
group-title = Заявки · { $client }
group-how = Чтобы оформить заявку, нажмите «Новая заявка», напишите /new и суть или ответьте на чьё-либо сообщение командой /ticket.
group-sees-all = Вижу все сообщения этого чата.
group-sees-commands = Вижу команды и ответы на мои сообщения.

# Привязка чата
link-client = Этот чат станет чатом клиента: { $client }. Подтвердить может администратор.
link-desk = Этот чат станет чатом сотрудников. Подтвердить может администратор.
link-claimed-by = Запрос: { $name }

staff-welcome =
    Чат сотрудников подключён. Здесь появятся карточки заявок.
    Ответ на карточку уходит клиенту; между собой: /note и текст в ответ на карточку.
    /take, /drop, /ask, /resolve, /hold, /resume, /close: в ответ на карточку или с номером заявки.
    Ближайшие сроки: /due.
    Заявка со слов клиента: /new КОД 14:20 текст.

which-ticket = { $name }: к какой заявке относится это сообщение?

# Состояние заявок
status-none = У вас нет открытых заявок
status-title =
    { $count ->
        [one] Открыта { $count } заявка:
        [few] Открыты { $count } заявки:
       *[many] Открыто { $count } заявок:
    }
status-more = и ещё { $count }

# Подсказки
hint-new-without-text = Напишите суть после команды, например: /new Не печатает принтер в бухгалтерии
hint-ticket-without-reply = Ответьте командой /ticket на сообщение, которое нужно оформить заявкой.
hint-ticket-of-the-bot = Это моё сообщение. Ответьте командой /ticket на сообщение того, кто обращается за помощью.
hint-already-registered = Это сообщение уже относится к заявке { $number }.
hint-already-registered-bare = Это сообщение уже относится к заявке.
hint-staff-only = Эта команда для сотрудников поддержки.
hint-unknown = Не знаю такой команды. Оформить заявку: /new и суть. Как идут заявки: /my
hint-on-behalf = Так оформляют заявку со слов клиента: /new КОД 14:20 текст. Например: /new { $code } 14:20 Не печатает принтер { dates-forms }
hint-no-such-client = Клиента с кодом { $code } нет. Заявка со слов клиента: /new КОД 14:20 текст
hint-client-without-chat = У клиента { $code } нет подключённого чата. Ссылку даёт команда /link { $code }
hint-which-ticket = Ответьте этой командой на карточку заявки или назовите номер, например: /{ $command } { $code }-57
hint-without-text = Добавьте текст после команды, например: /{ $command } { $example }
example-ask = Какая модель принтера?
example-note = Картридж заказан
example-resolve = Картридж заменён
hint-note-to-all = Эту команду пишут в чате сотрудников: здесь сообщение видят все.
hint-linked-already = Этот чат уже подключён.
hint-without-words = Ответьте словами или файлом.
hint-nudge = Оформить заявку? Ответьте на своё сообщение командой /ticket.
hint-help-client =
    Новая заявка: кнопка на закреплённой карточке или /new и суть.
    Чужое сообщение: ответьте на него командой /ticket.
    Добавить к заявке: ответьте на её сообщение.
    Как идут дела: /my или /status и номер. Сроки и порядок: /rules.
    Личная заявка, о которой группа не узнает: кнопка на закреплённой карточке или /private в личном чате со мной.
hint-help-staff =
    Заявка, в ответ на её карточку или с номером: взять /take, снять с себя /drop, вопрос клиенту /ask и текст, выполнено /resolve и текст, заметка для своих /note и текст.
    Приостановить: /hold и причина; по просьбе клиента /hold client; ждём третью сторону /hold third. Возобновить: /resume. Обходное решение дано: /workaround. Закрыть выполненную: /close.
    Готовый ответ клиенту: /r и имя, с номером /r ROM-57 имя. Какие есть: /reply.
    Две заявки одного клиента: /merge или /relate и номера.
    Списки: не взятые /queue, ваши /my, сроки /due, поиск /find и слова, правила клиента /rules КОД.
    Со слов клиента: /new КОД 14:20 текст.
    Карточка с кодом для рабочего места: /qr КОД Площадка; рабочее место.
    Смена: передать все свои заявки /handover; вас нет /away до 25.11, вы снова здесь /back; писать вам лично /private, в группу /group.
    Всем сразу: сбой /incident, сообщение /announce, завершение /finish, плановые работы /planned.
    Администраторам: /client, /link, /setup, /rights, /team, /route, /duty, /remove, /digest. Любая из них без слов подскажет, что написать.

# Тревоги
alarm-undelivered = ⚠️ Не доставлено в группу: { $what }
alarm-undelivered-of = ⚠️ Не доставлено в группу { $client }: { $what }
alarm-forbidden = Бота нет в группе, или ему нельзя писать.
alarm-chat-gone = Такой группы больше нет.
alarm-refused = Telegram не принимает это сообщение.
alarm-pointless = Сообщение устарело или его текст удалён.
alarm-parked = ⚠️ Обновление { $update } из чата { $chat } не удалось разобрать. Оно сохранено; посмотрите сам чат.
alarm-gap = ⚠️ Период без регистрации: { $from } – { $to }, чат { $chat }. Сообщения этого времени могли не дойти.
alarm-other = ⚠️ Событие в чате { $chat } требует внимания.
notice-receipt = подтверждение регистрации
notice-card = карточка
notice-answer = ответ
notice-question = вопрос клиенту
notice-resolution = сообщение о выполнении
notice-other = сообщение бота

# Всплывающие ответы
toast-taken = Заявка { $number } за вами
toast-already-taken = Уже в работе. Исполнитель: { $name } ({ $time })
toast-already-taken-bare = Уже в работе. Исполнитель: { $name }
toast-type-set = Тип: { $type }
toast-priority-raised = Приоритет: Срочно
toast-only-author-or-staff = Это может автор заявки или сотрудник поддержки
toast-only-author = Подтвердить может автор заявки или представитель клиента
toast-only-staff = Это может сотрудник поддержки
toast-only-admin = Это может администратор
toast-confirmed = Заявка { $number } закрыта. Спасибо!
toast-reopened-ask = Что не получилось? Напишите здесь
toast-reopened = Заявка { $number } возвращена в работу
toast-registered = Заявка { $number } зарегистрирована
toast-answer-my-prompt = Ответьте на моё сообщение
toast-cancelled = Заявка { $number } отменена
toast-held = Заявка { $number } приостановлена
toast-resumed = Заявка { $number } возобновлена
toast-let-go = Заявка { $number } ждёт нового исполнителя
toast-link-confirmed = Чат подключён
toast-link-refused = Подключение отклонено
toast-link-gone = Этот запрос уже не действует
toast-no-requests = У вас нет открытых заявок
toast-stale = Карточка устарела
toast-unverifiable = Снимите анонимность или работайте из чата сотрудников
toast-bound = Сообщение отнесено к заявке { $number }
toast-not-bound = Сообщение не относится к заявке
toast-not-now = Сейчас это нельзя: { $state }
toast-failed = Не получилось по нашей вине. Попробуйте ещё раз. Код: { $id }
toast-how = Нажмите «Новая заявка» или напишите /new и суть. Ответ на моё сообщение попадёт в заявку. «Мои заявки» видите только вы.

# Строки списка «Мои заявки»
line = { $number }: { $state }
line-assignee = { $number }: { $state }, { $name }
line-more = ещё { $count }

# Ответы, которых нет в журнале
reply-not-now = С заявкой { $number } этого сейчас нельзя: { $state }.
reply-not-now-bare = Сейчас этого с заявкой нельзя: { $state }.
reply-no-such-ticket = Такой заявки нет.
reply-unverifiable = Не вижу, кто пишет. Снимите анонимность и повторите.
reply-not-linked = Этот чат ещё не подключён. Добавьте бота по ссылке из приглашения.
reply-link-used = Эта ссылка уже использована или не выдавалась. Попросите новую.
reply-link-expired = Срок ссылки вышел. Попросите новую.
reply-private =
    Здравствуйте! Заявки принимаются в группе вашей организации.
    Там нажмите «Новая заявка» или напишите /new и суть. Здесь: /my покажет ваши открытые заявки, /private оформит личную, которую увидите только вы и сотрудники.
