# Тексты страниц по-русски. В `i18n/en/web.ftl` те же ключи; за этим следит тест.

## Рамка

skip-to-content = К содержанию
nav-label = Главное
nav-demo = Демо
nav-accounts = Аккаунты
nav-near = Главное
nav-more = Ещё
nav-twin = Ваш двойник
nav-connections = Подключения
nav-settings = Настройки
theme-system = Светлая или тёмная, как в системе
theme-light = Светлая
theme-dark = Тёмная
needs-title = Требует внимания
needs-nothing = Сейчас вас ничто не ждёт.
needs-drafts = { $count ->
    [one] { $count } черновик ждёт вашего слова
    [few] { $count } черновика ждут вашего слова
   *[other] { $count } черновиков ждут вашего слова
}
needs-questions = { $count ->
    [one] У двойника к вам { $count } вопрос
    [few] У двойника к вам { $count } вопроса
   *[other] У двойника к вам { $count } вопросов
}
needs-failed = { $count ->
    [one] Telegram за сутки не принял { $count } ответ
    [few] Telegram за сутки не принял { $count } ответа
   *[other] Telegram за сутки не принял { $count } ответов
}
needs-webhook = Вебхук больше ничего не получает:
toast-drafted = черновик ждёт вас
toast-asked = у двойника к вам вопрос
toast-failed = ответ не доставлен
toast-alert = с этим аккаунтом что-то не так
toast-close = Закрыть
offline = Связь с сервером потеряна. Пробуем снова…
save = Сохранить
unit-seconds = с
unit-minutes = мин
unit-hours = ч

## Демо

demo-title = Напишите, и двойник ответит: { $owner }
demo-about = Возьмите телефон любого из этих людей и напишите от его имени.
demo-recalls = Двойник отвечает так, как { $owner } на самом деле отвечал раньше: без нейросети, без ключей, без интернета.
demo-writes = Двойник отвечает в манере владельца, а пишет за него модель:
demo-contacts = Чей телефон?
demo-phone = Телефон: { $contact }
demo-twin = Двойник: { $owner }
demo-empty = Нажмите одну из подсказок на телефоне или напишите что-нибудь. Здесь будет видно шаг за шагом, что с этим делает двойник.

## Что делает двойник

twin-title = Что делает двойник
twin-steps = Шаги двойника
twin-empty = Пока ничего. Когда придёт сообщение, здесь появятся шаги двойника.
step-message-other = { $other }: новое сообщение
step-message-owner = { $owner }: собственное сообщение
step-message-twin = Двойник ответил
step-ignored = Оставлено без ответа
step-waiting = Ждёт, не допишут ли ещё
step-standing-down = { $owner } здесь: двойник не вмешивается
step-standing-down-until = Снова подключится после
step-silent = Двойник промолчал
step-silent-hint = Ничего не отправлено: лучше промолчать, чем ответить не так, как { $owner }.
step-silent-closest = Что было ближе всего
step-recalled = Вспомнил настоящие прежние ответы
step-watched = Ответил бы так
step-watched-hint = Не отправлено: в этом чате двойник только наблюдает.
step-planned = Собирается ответить
step-drafted = Черновик готов
step-drafted-hint = Он ждёт вашего слова.
step-approved = Вы разрешили отправить
step-edited = Вы поправили и разрешили отправить
step-rejected = Вы отклонили
step-undone = Вы отозвали ответ
step-read = Чат прочитан
step-typing = Печатает, { $other } это видит
step-cancelled = Ответ отменён
step-retrying = Telegram пока не принял, попробуем снова
step-cut-short = Остаток ответа не отправлен
step-cut-short-hint = В это время кто-то написал или изменилось то, что вы разрешаете. Не отправлено:
step-sent = Доставлено
step-failed = Telegram не принял ответ
step-failed-hint = Повторять не будем. Причина по словам Telegram:
recalled-answered = Настоящий ответ:
recalled-similarity = Сходство
recalled-alike = похоже на { $percent } %
recalled-other-chat = другой чат
recalled-chosen = выбрано
recalled-more = { $count ->
    [one] ещё { $count }
    [few] ещё { $count }
   *[other] ещё { $count }
}
confidence = подходит на { $percent } %
confidence-label = Насколько подходит
status-ready = Готов
status-waiting = Ждёт
status-planned = Сейчас ответит
status-drafted = черновик ждёт вас
status-typing = Печатает
status-retrying = Пробует снова
status-silent = Молчит
status-standing-down = Не вмешивается
status-ignored = Без ответа
status-watched = Наблюдает
status-failed = Не доставлено
status-sent = Ответил

silence-nothing-at-all = Ни о чём похожем раньше не спрашивали, и настоящего ответа, на который можно опереться, нет.
silence-nothing-similar = Ни о чём похожем раньше не спрашивали: самый близкий из настоящих ответов подходит лишь на { $percent } %.
silence-needs-facts = Здесь нужен факт, который знает только владелец: время, сумма, адрес, пароль. Выдумывать двойник не станет.
silence-no-text = Здесь нет слов: стикер, голосовое сообщение или картинка.
silence-only-risky = То, что вспомнилось, сейчас может быть неуместно: там дата, место, имя, обещание или ссылка, это говорилось другому человеку или только что уже сказано.
silence-risky = То, что вспомнилось, сейчас может быть неуместно. Помешало: { $rule }.
silence-refused-by = Модель не написала ничего, что можно отправить. В лучшем из написанного помешало: { $rule }.
silence-refused = Модель не написала ничего, что можно отправить: не подходило к разговору, было выдумано или написано не так, как пишете вы.

ignored-mode-off = В этом чате двойник выключен. Выберите «Наблюдает» или «Отвечает», чтобы он участвовал.
ignored-service = Это служебный аккаунт Telegram. В его сообщениях бывают коды входа, поэтому двойник их не читает.
ignored-forbidden = Двойник отвечает только людям: не ботам, не поддержке, не удалённым аккаунтам, не мошенникам и не вашим заметкам.
ignored-channel = В каналах двойник не отвечает никогда.
ignored-not-mentioned = В группе двойник отвечает только тем, кто упомянул вас или ответил на ваше сообщение.
ignored-via-bot = Это написал бот от чужого имени.
ignored-old = Это написано давно, пока двойник этого не видел. Он оставляет это владельцу.
ignored-nothing = Отвечать не на что: двойник никогда не пишет первым.

cancelled-owner-wrote = Вы сами написали в этот чат.
cancelled-new-message = Пришло ещё сообщение, двойник думает заново.
cancelled-mode-changed = Режим чата этого больше не разрешает.
cancelled-owner-stopped = Вы остановили его.
cancelled-changed = То, на что он отвечает или опирается, изменили или стёрли.
given-up-owner-wrote = Вы сами написали в этот чат.
given-up-new-message = Пока модель думала, пришло ещё сообщение. Двойник спросит её снова, когда собеседник допишет, и каждый раз ждёт дольше.
given-up-mode-changed = Пока модель думала, режим чата изменили.
given-up-changed = Пока модель думала, прочитанное ею изменили или стёрли.

## Сообщения

by-other = Собеседник:
by-owner = Вы:
by-twin = Двойник
by-somebody = Кто-то из группы
quoted = В ответ на:
quoted-owner = Вы
quoted-unknown = Ответ на сообщение, которого здесь нет
content-voice = Голосовое сообщение
content-sticker = Стикер
content-photo = Фото
content-video = Видео
content-video-message = Видеосообщение
content-animation = GIF
content-audio = Аудио
content-poll = Опрос
content-location = Геопозиция
content-contact = Контакт
content-file = Файл
content-call = Звонок
content-service = Служебное сообщение

## Режимы

mode-label = Что можно двойнику
mode-off = Выключен
mode-watch = Наблюдает
mode-draft = Спрашивать меня
mode-countdown = Обратный отсчёт
mode-auto = Отвечает
mode-default = Как в аккаунте: { $mode }
mode-default-group = Как во всех группах: { $mode }

## Аккаунты и чаты

accounts-title = Аккаунты
accounts-about = Аккаунты Telegram, у которых есть двойник.
accounts-connect = Подключить аккаунт
accounts-none = Аккаунтов пока нет. Подключите свой, и двойник начнёт учиться.
accounts-mode = По умолчанию двойник
accounts-logged-out = Этот сеанс завершён.
accounts-offline = Известен по экспорту или восстановлен из резервной копии (тогда поможет aitwin accounts connect): двойник научился, но отвечать не может.
exemplars-learnt = { $count ->
    [0] примеров пока нет: импортируйте экспорт или прочтите историю
    [one] выучен { $count } пример
    [few] выучено { $count } примера
   *[other] выучено { $count } примеров
}
connection-online = В сети
connection-connecting = Подключается…
connection-unreachable = Telegram не отвечает, пробуем снова…
connection-told-to-wait = Telegram просит подождать, подключимся позже…
connection-store-fails = База данных не читается или не пишется, пробуем снова…
connection-stuck = Завис, запускается заново…
connection-offline = Не подключён
connection-logged-out = Сеанс завершён
history-none = То, что вы писали в Telegram раньше, можно прочитать оттуда и научиться на этом.
history-title = Чтение чатов из Telegram
history-about = Выберите, на каких чатах учится двойник. Из каждого читаются последние 2000 сообщений, не торопясь, как человек.
history-choose = Выбрать чаты
history-chats = Чаты, сначала новые
history-group = Группа.
history-read-chosen = Прочитать эти чаты
history-none-chosen = Выберите хотя бы один чат.
history-all-about = Или предоставьте выбор серверу: самые новые чаты, не больше ста.
history-wait = Чтение уже идёт. Когда закончится, можно будет выбрать ещё.
history-read = Прочитать мою историю из Telegram
history-begins = История будет прочитана из Telegram, как только аккаунт окажется на связи…
history-reading = Читаю вашу историю из Telegram, не торопясь, как человек: { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
}, прочитано чатов: { $done } из { $chats }…
history-progress = Какая часть истории прочитана
history-done = История прочитана из Telegram: { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
} в { $chats ->
    [one] { $chats } чате
   *[many] { $chats } чатах
}.
history-refused = Telegram не дал читать историю дальше. Прочитано сообщений: { $messages }. Попробуйте позже или загрузите экспорт из Telegram Desktop.
chats-none = Чатов пока нет.
chats-you = Вы:
chats-twin = Двойник:
chat-back = Назад к чатам
chat-messages = Сообщения
chat-no-messages = Сообщений пока нет.

## Загрузка экспорта

import-title = Загрузить экспорт
import-about = В Telegram Desktop: Настройки → Продвинутые → Экспорт данных, формат «Машиночитаемый JSON». Загрузите result.json всего аккаунта или одного чата; то, что уже сохранено, второй раз не добавится.
import-file = Файл result.json
import-send = Загрузить и выучить
import-bytes = Сколько загружено
import-of = из
import-read = Прочитано сообщений: { $read }, из них новых: { $new }
import-stay = Не закрывайте страницу, пока не будет готово. Если прервётся, загрузите файл ещё раз: добавится только остальное.
import-owner = Кто из авторов — вы?
import-owner-messages = сообщений: { $count }
import-owner-unknown = В файле не сказано, чей он. Скажите, кто вы, и выберите файл ещё раз.
import-done = Прочитано { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[many] { $messages } сообщений
} в { $chats ->
    [one] { $chats } чате
   *[many] { $chats } чатах
}, новых: { $new }.
import-changed = Обновлено, потому что с тех пор отредактировано: { $count }.
import-forwarded = Пересланные сообщения, на них двойник не учится: { $count }.
import-service = Служебные сообщения, на них двойник не учится: { $count }.
import-too-long = Слишком длинные сообщения, ими двойник не отвечает: { $count }.
import-broken = Пропущено, потому что не прочиталось: { $count }.
import-nothing = В файле нет ничего, что написал бы его владелец: учиться не на чем.
import-no-chats = В этом экспорте нет ни одного чата. Сделайте его ещё раз и отметьте в Telegram Desktop «Личные чаты».
import-account = К аккаунту
import-empty = Файл не выбран или пуст.
import-html = Это веб-страница: экспорт сделан в формате HTML. Сделайте его ещё раз и выберите «Машиночитаемый JSON».
import-archive = Это архив. Распакуйте его и выберите result.json, который в нём лежит.
import-truncated = Файл обрывается. Сообщения до обрыва сохранены: { $read }. Сделайте экспорт заново и загрузите: добавится только недостающее.
import-not-an-export = Это не экспорт Telegram в формате «Машиночитаемый JSON». Выберите result.json, который записал Telegram Desktop.
import-other-owner = Это экспорт другого человека: { $name }, а не того, кого вы выбрали. Ничего не сохранено.
import-broken-off = Загрузка прервалась. Что пришло, сохранено; загрузите файл ещё раз — добавится остальное.

## Первые шаги

start-title = Начало работы
start-about = С пустого места до первого ответа двойника: три шага, меньше пяти минут. Прерваться можно где угодно: сделанное останется.
start-count = Сделано шагов: { $done } из { $all }
start-progress = Сделано шагов
start-done = (сделано)
start-over = Дальше я знаю сам, больше не показывать
start-password = Кто может войти
start-password-why = Сейчас любой, кто откроет страницу сервера на этом компьютере, читает ваши сообщения и пишет от вашего имени. С именем и паролем это сможете только вы.
start-password-later = Если за этим компьютером работаете только вы, это можно сделать и позже. Снаружи к серверу не пустят, пока нет пароля.
start-connect = Подключите Telegram
start-connect-about = Двойник подключится к аккаунту как ещё одно устройство, как Telegram Desktop. Понадобится телефон: на него придёт код.
start-no-app = Сервер ещё не знает своего номера приложения в Telegram, а без него Telegram никого не впустит. Как его получить, сказано на странице подключения.
start-go-connect = Подключить мой Telegram
start-connect-another = Подключить ещё один аккаунт
start-connect-first = Сначала подключите Telegram.
start-teach = Научите двойника
start-teach-about = Он отвечает тем, что вы и правда писали, поэтому должен это прочитать. Хранится это только на этом сервере; если вы выберете чужую модель, она увидит отрывки.
start-teach-export = Загрузить экспорт
start-teach-export-about = Полнее и быстрее всего: Telegram Desktop сделает его за несколько минут, а миллион сообщений сервер прочитает за секунды.
start-teach-account = Прочитать из Telegram
start-teach-account-about = Готовить ничего не нужно, но это долго: не торопясь, как человек, новые сообщения каждого чата.
start-teach-first = Отвечать пока нечем: сначала научите его.
start-try = Попробуйте
start-try-about = Напишите так, как пишут вам, и посмотрите, что ответил бы двойник и почему. Ничего не отправляется.
start-go-try = Поговорить с двойником
start-onward = Двойник готов. Что дальше?
start-to-account = Пусть начинает
start-to-account-about = Скажите, в каких чатах он наблюдает, спрашивает вас или отвечает. До тех пор он ничего не отправит.
start-to-model = Без модели он говорит только то, что вы когда-то писали. С ней скажет и новое, в вашей манере.

## Разговор со своим двойником

try-title = Поговорите с двойником
try-about = Напишите то, что могли бы написать вам. Вы увидите, что ответил бы двойник и из каких ваших ответов он это взял.
try-as = Вы пишете как
try-words = Ваши слова
try-example = как дела?
try-say = Сказать
try-empty = Сначала напишите что-нибудь.
try-begin = Выберите, кто вы, и скажите что-нибудь.
try-nobody = Двойник ещё никого не знает. Сначала научите его: экспортом или из Telegram.
try-nothing-sent = Здесь ничего не отправляется и не сохраняется, и никто этого не видит. Если за двойника пишет модель, каждая проба стоит столько же, сколько ответ.
try-answers = Он ответил бы так
try-asks = Сначала он спросил бы вас
try-silent = Он бы промолчал
try-sure = уверен на { $percent } %
try-by-model = написала { $model }
try-by-recall = вашими словами
try-because = Что ему вспомнилось

## Подключение аккаунта

login-steps = Шаги подключения
login-step-phone = Телефон
login-step-code = Код
login-step-password = Пароль
login-phone-title = Подключение аккаунта
login-phone-about = Введите номер телефона своего аккаунта Telegram. Telegram пришлёт код.
login-phone-label = Номер телефона
login-code-title = Введите код
login-code-about = Telegram отправил код на другие ваши устройства или в SMS.
login-code-label = Код
login-password-title = Введите пароль
login-password-about = Ваш аккаунт защищён двухэтапной проверкой. Пароль получит только Telegram, здесь он не хранится.
login-password-label = Пароль двухэтапной проверки
login-password-hint = Ваша подсказка: { $hint }
login-next = Дальше
login-again = Войти снова
login-terms = Двойник подключится к аккаунту как ещё одно устройство; отключить его можно в любой момент в Telegram: Настройки → Устройства. За то, что он делает от вашего имени, действуют правила Telegram: автоматические аккаунты, которые шлют нежеланные сообщения, ограничивают. Двойник никогда не пишет первым.
login-no-app = У сервера ещё нет номера приложения, а без него Telegram никого не впустит. Вот как его получить:
login-app = Что такое номер приложения (api_id) и где его взять?
login-app-what = Telegram хочет знать, какая программа подключается. У вашей будет свой номер (api_id) и секрет (api_hash): они бесплатны, делаются один раз и принадлежат вам.
login-app-where = Войдите со своим номером телефона на
login-app-make = Выберите «API development tools» и создайте приложение. Название любое, платформа — «Desktop».
login-app-set = Передайте оба серверу и запустите его заново. Переменные:
login-app-secret = Они говорят, что это за программа, а не кто вы: в ваш аккаунт с ними не войти. Но секрет всё же никому не показывайте.
login-data-centre = Это не сам Telegram: сервер настроен на дата-центр по адресу
terms-title = Прежде чем подключить
terms-device = Двойник станет ещё одним устройством аккаунта и сможет читать всё, что можете вы. Отключить его можно здесь или в Telegram: Настройки → Устройства.
terms-limits = Telegram разрешает программам действовать от имени аккаунта, но ограничивает и блокирует тех, кто шлёт нежеланные сообщения. Всё, что отправит двойник, считается отправленным вами.
terms-never-first = Поэтому он никогда не пишет первым, соблюдает пределы и человеческий темп и останавливается, когда Telegram предупреждает. Риск всё же есть: не подключайте аккаунт, без которого не сможете обойтись.
terms-people = Люди могут хотеть знать, что говорят с двойником; в ЕС об этом, возможно, придётся сказать.
terms-accept = Я прочитал это и принимаю
terms-of-telegram = правила Telegram для программ
terms-needed = Отметьте это, чтобы продолжить.
login-sandbox-accounts = Это собственный Telegram демонстрации. Его аккаунты и номера телефонов:
login-sandbox-code = Это собственный Telegram демонстрации, SMS здесь не приходят. Код можно прочитать тут:
login-sandbox-phone = ТЕЛЕФОН
login-done-title = Подключено
login-done-about = С чего двойнику начать, во всех чатах? В обоих случаях без вашего слова ничего не уйдёт. Для каждого чата можно выбрать своё, а что двойник заслужит, он предложит сам.
login-start-watch = Сочиняет про себя, учится и сравнивает себя с тем, что вы ответили на самом деле.
login-start-draft = Пишет черновики, здесь и в вашем приложении Telegram; вы отправляете, правите или отклоняете.
login-invalid-phone = Такого номера Telegram не знает. Введите его с кодом страны, например +7 900 123-45-67.
login-unknown-phone = Аккаунта Telegram с таким номером нет. Сначала создайте его в официальном приложении, затем вернитесь сюда.
login-banned-phone = Telegram заблокировал этот номер. Снять блокировку может только поддержка Telegram: recover@telegram.org.
login-invalid-code = Код неверный. Проверьте его ещё раз или дождитесь нового.
login-expired-code = Код устарел. Введите номер ещё раз, чтобы получить новый.
login-invalid-password = Пароль неверный. Нужен пароль двухэтапной проверки, а не код.
login-flood = Слишком много попыток. Telegram просит подождать: { $wait }. Если пробовать раньше, ждать придётся дольше.
login-invalid-api-id = Telegram не принимает api_id и api_hash сервера. Проверьте их в настройках; свои можно получить на my.telegram.org.
login-wrong-step = Страница устарела. Продолжите с шага, который показан сейчас.
login-unreachable = Telegram недоступен. Проверьте, есть ли у сервера интернет, и попробуйте снова.
login-refused = Telegram отказал: { $reason }. Попробуйте ещё раз; если не поможет, по названию причины можно понять, в чём дело.

## Линия аккаунта

line-title = Подключение
line-state = Состояние
line-since = с
line-device = Устройство
line-device-where = в Telegram: Настройки → Устройства
line-heard = Последнее обновление от Telegram
line-not-heard = с запуска сервера ни одной
line-health = Неполадки
line-fine = С запуска сервера не было
line-lost = { $count ->
    [one] С запуска сервера связь терялась { $count } раз
    [few] С запуска сервера связь терялась { $count } раза
   *[other] С запуска сервера связь терялась { $count } раз
}
line-floods = { $count ->
    [one] За последний час Telegram { $count } раз просил подождать
    [few] За последний час Telegram { $count } раза просил подождать
   *[other] За последний час Telegram { $count } раз просил подождать
}
line-restarts = { $count ->
    [one] Завис { $count } раз и был запущен заново
    [few] Зависал { $count } раза и был запущен заново
   *[other] Зависал { $count } раз и был запущен заново
}
line-log-out = Завершить сеанс в Telegram…
twin-may-title = Что двойник здесь делает

## Темп ответа

pace-title = Как приходит ответ
pace-about = Двойник ждёт, не допишут ли, читает и печатает так же неторопливо, как вы: время каждый раз выбирается по тому, как вы отвечали в этом чате в этот час, в пределах, заданных серверу.
pace-with = Кому
pace-draw = Другой пример
pace-play = Показать как есть
pace-faster = Быстрее в { $times } раз
pace-typing = печатает
pace-waits = Ждёт, не допишут ли
pace-reads = Ещё не открывает чат
pace-types = { $count ->
    [one] Печатает { $count } знак
    [few] Печатает { $count } знака
   *[other] Печатает { $count } знаков
}
pace-drawn = Слова ваши, из последнего разговора там; время выбрано так же, как для настоящего ответа. То, что отпустили вы сами, и одобренный черновик уходят быстрее.
pace-none = Ещё нет разговора, в котором вы кому-нибудь ответили.
pace-open = Посмотреть, как приходит ответ

## Память

nav-questions = Вопросы
memory-link = Память
memory-title = Что двойник помнит: { $chat }
memory-about = Это записывает модель после разговоров, по тому, что здесь было сказано; известно это только в этом чате. Исправьте или сотрите что угодно: стёртое больше никогда не будет взято из того же сообщения.
memory-none = Пока ничего не записано. Модель отмечает важное, когда разговор окончен; то, что запишете вы сами, учитывается сразу.
memory-summary = Вкратце
memory-offered = Ждёт вашего решения
memory-kept = Помнит
memory-earlier = Уже не так
memory-label = Записать факт
memory-add = Запомнить
memory-empty = Здесь нечего запоминать.
memory-too-long = Это слишком длинно: не больше { $most } знаков.
memory-use = В этом аккаунте { $kept ->
    [one] записан { $kept } факт
    [few] записано { $kept } факта
   *[other] записано { $kept } фактов
}, пригодилось для ответов: { $used }; ни разу не пригодилось: { $junk } %.
about-title = Обо мне
about-about = Что двойнику можно знать в любом чате: о вас и то, что вы сделали общим. Найденное в ваших сообщениях ждёт здесь, пока вы не подтвердите.
about-may-be-said = Двойнику можно говорить это кому угодно
about-secret = Без галочки двойник никогда этого не скажет: модели это не показывают, а ответы с этим останавливают.
fact-edit = Исправить
fact-text = Как правильно
fact-erase = Стереть
fact-make-general = Для всех чатов
fact-keep-local = Только в своём чате
fact-confirm = Всё верно
fact-confirm-secret = Верно, но не говорить
fact-from = чат: { $chat }
fact-gone = Этого сообщения больше нет.
fact-by-owner = ваши слова
fact-by-answer = ваш ответ на вопрос
fact-general = известно во всех чатах
fact-secret = никогда не говорить
fact-replaced = более новый факт говорит иное
fact-over = срок прошёл
fact-until = до
fact-used = { $count ->
    [one] пригодилось для { $count } ответа
   *[other] пригодилось для { $count } ответов
}
fact-borne-out = слова сообщения подтверждают на { $percent } %
step-remembered = Записал важное
remembered = Новое: { $kept }. Уже не так: { $replaced }. Ждёт вашего решения: { $offered }.
step-asked = Спрашивает вас
step-asked-hint = Ответить на вопрос
step-question-answered = Вы ответили на вопрос
step-answer-planned = Ваш ответ будет отправлен
step-question-dropped = Вопрос больше не нужен
status-asked = Спрашивает вас

## Вопросы владельцу

questions-title = Вопросы к вам
questions-about = Здесь двойнику нужно то, что можете знать только вы. Ваш ответ уйдёт собеседнику и запомнится в этом чате.
questions-saved = Двойник спрашивает и в вашем «Избранном»: ответьте там на его сообщение — это и будет ваш ответ.
questions-none = Открытых вопросов нет. Если ответ зависит от того, что знаете только вы, двойник не выдумывает, а спрашивает здесь.
question-would-say = Двойник сказал бы:
question-label = Ваш ответ
question-answer = Ответить
question-drop = Не отвечать
question-closed = Этот вопрос уже закрыт.
question-too-long = Это длиннее, чем может быть сообщение: не больше { $most } знаков.
question-wrote-since = { $other }: уже есть новое сообщение. Ваш ответ не уйдёт: двойник запомнит его и учтёт в следующей реплике.
question-not-answering = Сейчас двойник в этом чате не отвечает. Ваш ответ не уйдёт: двойник запомнит его и учтёт, когда снова начнёт отвечать.
questions-closed = Недавно закрытые
question-end-sent = Ваш ответ стал репликой.
question-end-wrote-since = Ваш ответ не отправлен: тем временем пришло ещё сообщение. Двойник запомнил его и учтёт в следующей реплике.
question-end-not-answering = Ваш ответ не отправлен: двойник в этом чате не отвечает. Он запомнил ответ и учтёт его, когда снова начнёт отвечать.
question-end-declined = Вы не захотели отвечать.
question-end-owner-wrote = Вы сами написали в этот чат.
question-end-moved-on = Разговор ушёл дальше: двойник ответил на более позднее.
question-end-asked-anew = Его сменил вопрос поновее.
question-end-message-gone = Сообщение, о котором он был, удалено.

## Входящие

nav-inbox = Входящие
inbox-title = Входящие
inbox-about = Что ждёт вашего решения, во всех аккаунтах. Черновик уйдёт, когда вы разрешите; ответ с отсчётом — если не остановите; отправленное можно отозвать в течение двух суток.
inbox-none = Ничего не ждёт. Там, где стоит «Спрашивать меня», черновики появляются здесь и в вашем приложении Telegram.
inbox-drafts = Черновики
inbox-due = Скоро уйдут
inbox-sent = Недавно отправлено
inbox-offers = Что двойник заслужил
inbox-too-late = Поздно: этот ответ уже отправлен, отправляется или отменён.
inbox-nothing-to-undo = Отзывать нечего: ответ уже отозван, не был отправлен, или Telegram этого больше не позволяет.
inbox-unreachable = Telegram сейчас недоступен, ничего не отозвано. Попробуйте чуть позже.
inbox-empty = Здесь нечего отправлять. Чтобы не отвечать, нажмите «Не отправлять».
inbox-too-long = Это слишком длинно: в сообщении не больше { $most } знаков.
inbox-too-many = Слишком много сообщений: можно не больше { $most }. Каждая строка — отдельное сообщение.
inbox-yours = Что вы написали
inbox-offer-over = Это больше не предлагается: режим сменился, или появились новые данные.
draft-waits = Черновик
draft-text = Что будет отправлено
draft-hint = Каждая строка — отдельное сообщение. Правьте как угодно.
draft-send = Отправить
draft-stop = Не отправлять
due-goes-out = Уйдёт само
due-stop = Остановить
due-waits = Ждёт отправки
due-any-moment = Уйдёт, как только будет можно.
due-paused-until = Двойник на паузе до
due-paused = Двойник на паузе: уйдёт, когда вы её снимете.
due-connection = Аккаунт не на связи: уйдёт, когда связь появится.
due-told-to-wait = Telegram велел аккаунту подождать: уйдёт после этого.
sent-lately = Отправлено
sent-partly = Не ушло целиком: { $sent } из { $count } сообщений
sent-undo = Отозвать
sent-undo-hint = Удалится у обоих; двойник здесь станет на ступень осторожнее.
offer-draft = Пусть двойник пишет здесь черновики?
offer-countdown = Пусть двойник отвечает здесь после отсчёта?
offer-auto = Пусть двойник отвечает здесь сам?
offer-watched = Его ответы были похожи на ваши на { $percent } %, по последним сравнениям: { $count }.
offer-unchanged = Черновиков отправлено без правок: { $unchanged } из { $count }.
offer-let-go = Ответов ушло без остановки и отзыва: { $let_go } из { $count }.
offer-accept = Да
offer-not-now = Не сейчас
watch-score-label = Насколько двойник близок к тому, что говорите вы
watch-score = При наблюдении похоже на ваши ответы на { $percent } % (сравнений: { $count })
taken-back-at = После неудачных ответов — на шаг назад:
step-redrafted = Вы поправили черновик
step-compared = Сравнил с тем, что сказали вы
compared-would = Двойник сказал бы:
compared-said = Вы сказали:
compared-alike = смысл { $content } % · манера { $manner } % · длина { $length } %
step-taken-back = На шаг назад
step-taken-back-hint = После неудачных ответов: было «{ $from }», стало «{ $to }».

## Ошибки

error-home = На главную
error-not-found = Такой страницы нет
error-not-found-hint = Возможно, в адресе опечатка или того, что здесь было, уже нет.
error-method = Так этой страницей пользоваться нельзя
error-too-large = Слишком много за один раз
error-too-large-hint = Сократите введённое и попробуйте снова.
error-form = Не удалось прочитать форму
error-form-hint = Вернитесь, обновите страницу и попробуйте снова.
error-proxied = К серверу обращаются через прокси, а пароля у него нет
error-proxied-hint = Задайте его на самой машине: aitwin user set-password --name ИМЯ, а в настройках укажите behind_proxy = true.
error-host = У этого сервера другое имя
error-host-hint = Откройте его по адресу, который он напечатал при запуске, или добавьте имя в настройки.
error-cross-site = Об этом попросил другой сайт
error-cross-site-hint = Запрос отклонён, чтобы вас защитить. Если это были вы, откройте страницу здесь и попробуйте снова.
error-indexing = Давние сообщения ещё индексируются
error-indexing-hint = Пока это не закончено, находятся не все. Посмотрите в «Истории», сколько осталось, и попробуйте потом.
error-login-over = Этот вход уже закончен
error-login-over-hint = Он завершён или длился слишком долго. Начните заново, ничего не потеряно.
error-telegram = Telegram недоступен
error-telegram-hint = Проверьте, есть ли у сервера интернет, и попробуйте снова.
error-not-signed-in = Вы не вошли
error-not-signed-in-hint = Войдите, и вы вернётесь сюда.
error-server = На сервере что-то пошло не так
error-server-hint = Ничего не потеряно. Попробуйте снова; что случилось, написано в журнале сервера.

## Модель

nav-model = Модель
model-title = Модель
model-about = С моделью двойник говорит новое, в вашей манере. Можно ли это говорить, решает код. Без модели двойник говорит только то, что вы когда-то писали.
model-writes = Сейчас пишет:
model-none = Модели нет: режим припоминания.
model-origin-settings = Так сказано в настройках.
model-origin-page = Так выбрано на этой странице.
model-origin-command-line = Так сказано в --model, на этот запуск. Сохранённое здесь подействует при следующем запуске без него.
model-spent = Сегодня: прочитано токенов { $prompt } (из них из кэша: { $cached }), написано { $written }.
model-spent-of-tokens = Это { $total } из { $tokens } токенов.
model-spent-money = Денег: { $money }.
model-spent-of-money = Бюджет: { $most }.
model-spent-estimated = Из токенов { $tokens } — оценка: за прерванный или не успевший запрос поставщик тоже берёт деньги, но числа не сообщает.
model-ailing-asked = последний запрос:
model-ailing-until = Её не спрашивают до
model-ailing-recall = До тех пор отвечает режим припоминания.
model-ailing-silence = До тех пор двойник молчит.
model-ailing-others = До тех пор спрашивают следующую модель.
model-ailing-again = Для следующего ответа её спросят снова.
remedy-rate-limited = Делать ничего не нужно; если так бывает часто, поднимите предел у поставщика.
remedy-unreachable = Проверьте, работает ли её сервер и верен ли адрес; дальше всё наладится само.
remedy-budget = Увеличьте бюджет ниже или подождите.
remedy-key = Введите ниже другой ключ.
remedy-no-credit = Пополните счёт у поставщика или выберите другую модель.
remedy-unknown-model = Исправьте ниже её имя или адрес.
remedy-another = Выберите ниже другую модель.
model-try = Попробовать
model-tried = Короткий разговор она продолжила так:
model-tokens = токенов прочитано { $read }, написано { $written }
model-choice = Какая модель
model-model = Модель, ПОСТАВЩИК:МОДЕЛЬ
model-model-hint = Например, gemini:gemini-2.5-flash, ollama:gemma3 или compatible:ИМЯ@http://127.0.0.1:8080/v1 для своего сервера. Пусто — режим припоминания.
model-fallback = Если она не ответит, эти, по одной в строке
model-key = Ключ
model-key-set = задан
model-key-not-set = не задан
model-key-missing = нужен и не задан
model-key-outside = известен из настроек или окружения
model-key-placeholder = Введите новый ключ; больше он не показывается
model-key-forget = Забыть ключ
model-key-variable = Может стоять и в окружении: { $variable }.
model-prices = Сколько стоит миллион токенов
model-price-in = Прочитанных
model-price-cached = Прочитанных, сохранённых у поставщика
model-price-out = Написанных
model-prices-hint = Как указано у поставщика, в любой валюте; если цены моделей разные, самая высокая. Работающее на этом компьютере ничего не стоит.
model-budget = Не больше в день
model-budget-tokens = Токенов
model-budget-money = Денег
model-budget-hint = Пусто — без предела. День начинается в вашу полночь.
model-without = Когда она не отвечает, бюджет израсходован или написанное говорить нельзя
model-without-recall = Отвечает режим припоминания: тем, что вы когда-то писали, или ничем
model-without-silence = Двойник молчит
model-capacity = Сколько ей дают прочесть
model-capacity-auto = Мало, если работает на этом компьютере, иначе много
model-capacity-small = Мало: несколько примеров, для маленьких моделей
model-capacity-large = Много: около сотни примеров
model-candidates = Вариантов, из которых берётся лучший
model-timeout = Сколько ждать ответа, секунд
model-forget = Вернуться к настройкам сервера

choice-unknown = Поставщика «{ $given }» нет. Напишите ПОСТАВЩИК:МОДЕЛЬ; поставщики: { $providers }.
choice-no-name = Какая модель у { $provider }? Напишите { $provider }:МОДЕЛЬ, без пробелов.
choice-no-address = Где сервер? Напишите { $spec }@http://127.0.0.1:8080/v1.
choice-bad-address = Адрес должен иметь вид http://ХОСТ[:ПОРТ][/ПУТЬ] или https://…: { $problem }.
address-unreadable = это не адрес
address-scheme = он начинается иначе
address-password = ключу и паролю место в поле ключа, а не в адресе
address-query = после пути ничего быть не должно
address-last-part = последняя часть лишняя, она добавляется при каждом запросе
choice-no-key = Для { $provider } нужен ключ. Введите его ниже или задайте { $variable } до запуска сервера.
choice-bad-key = Это не ключ: ключ — одна строка из букв, цифр и знаков без пробелов.
choice-key-file = Файл с ключом { $path } не читается: { $problem }.
choice-no-prices = Для бюджета в деньгах нужны цены.
choice-no-number = Нужны обе цены, прочитанного и написанного, или ни одной.
choice-bad-number = «{ $given }» сюда не подходит: нужно число от 0.
choice-bad-count = «{ $given }» сюда не подходит: нужно целое число от 0.
choice-only-providers = { $place } — адрес не поставщика. На этом сервере такой может выбрать только администратор: он может вести во внутреннюю сеть. Возьмите собственный адрес поставщика или спросите администратора (people.any_model_address).
choice-only-fallback = Есть запасные модели, но нет основной.
choice-unavailable = Модели не настроить: { $problem }.
trouble-rate-limited = Модель спрашивают слишком часто.
trouble-unreachable = Модель недоступна.
trouble-timed-out = Модель не ответила вовремя.
trouble-budget-spent = Дневной бюджет израсходован.
trouble-key = Поставщик не принимает ключ.
trouble-no-credit = На счету у поставщика нет денег.
trouble-unknown-model = У поставщика нет такой модели, или по этому адресу никто не отвечает.
trouble-filtered = Сработал фильтр поставщика.
trouble-too-long = Запрос длиннее, чем модель может прочесть.
trouble-refused = Поставщик не принял запрос: { $reason }.
trouble-malformed = Пришло не то, что можно назвать ответом.
trouble-nothing-fits = Ничего из написанного говорить нельзя.
step-thinking = Пишет модель
step-model-failed = Модель не написала ничего годного
step-model-failed-recall = Двойник обходится тем, что вы когда-то писали.
step-model-failed-silence = Двойник молчит.
step-given-up = Ответ модели не понадобился
step-explained = Из чего это сделано
step-explained-link = Посмотреть, что получила модель и что она написала
status-thinking = Думает
chat-explained = О чём спрашивали модели
explained-title = Что получила модель
explained-list = О чём спрашивали модели, чат: { $other }
explained-back = Назад в чат
explained-kept = Хранится 30 дней.
explained-none = Здесь модель не спрашивали.
explained-silent = Ничего не отправлено.
explained-planned = Запланировано, уверенность { $percent }%:
explained-watched = Только наблюдение, уверенность { $percent }%:
explained-ask = Не отправлено: это можете знать только вы (правило: { $rule }):
explained-failed = Ничего не отправлено. { $why }
explained-recalled = { $why } Ответил режим припоминания:
explained-given-up = Не понадобилось. { $why }
explained-tokens = токенов прочитано { $prompt } (из них из кэша: { $cached }), написано { $written }
explained-cost = стоимость { $money }
explained-estimated = из них по оценке: токенов { $tokens }, потому что точное число никто не сообщил
explained-drafts = Что она написала, разложенное по-вашему, лучшее первым
explained-likeness = похоже на вас на { $percent }%
explained-score = оценка { $score }
explained-asked = Что она получила
explained-sampling = Вариантов: { $candidates }, температура { $temperature }, не больше { $tokens } токенов каждый, зерно { $seed }.
explained-rules = Правила (системная роль)
explained-backbone = Постоянные примеры
explained-transcript = Примеры, память и разговор
explained-wrote = Что она написала, слово в слово, { $number }
explained-exemplars = Ваши собственные ответы, которые ей показали
verdict-allow = можно отправить
verdict-refuse = отправлять нельзя (правило: { $rule })
verdict-ask = только с вашего разрешения (правило: { $rule })
rule-empty = пусто
rule-invisible = невидимые знаки
rule-markup = разметка или код
rule-length = слишком длинно
rule-repetition = повтор
rule-language = другой язык
rule-links = ссылки
rule-secrets = коды и пароли
rule-prompt = выдаёт свои инструкции
rule-narration = говорит за других
rule-assistant = речь помощника
rule-elsewhere = из других чатов
rule-identity = кто пишет
rule-names = имена и места
rule-commitments = обещания и согласие
rule-hurts = обидное, тревожное или разрыв
rule-money = деньги
rule-whereabouts = где вы
rule-figures = время, даты и числа
rule-facts = известно только вам

## Вход

error-not-confirmed = Это всё ещё вы?
error-not-confirmed-hint = Отменить это будет нельзя, поэтому нужно ещё раз ввести пароль.
error-not-set-up = Пароля пока ни у кого нет
error-not-set-up-hint = Сначала задайте его: тогда здесь будет что посмотреть.
error-too-many = Слишком много запросов
error-too-many-hint = С вашего адреса пришло столько, что серверу нужна передышка. Попробуйте через несколько секунд.
error-go-on = Дальше
no-password = Этим сервером может пользоваться каждый, кто может его открыть.
no-password-set = Задать пароль
menu-label = { $name }: безопасность, выход
menu-signed-in = Вы вошли как
sign-in = Войти
sign-in-about = Этот сервер отвечает за людей в Telegram. Войти могут только они.
sign-in-lost = Забыли пароль? Новый задаст тот, кто держит сервер: aitwin user set-password.
sign-in-code = Ещё один шаг
sign-in-code-about = Введите код, который сейчас показывает ваше приложение.
sign-in-code-lost = Приложения нет под рукой? Введите один из резервных кодов, каждый действует один раз.
sign-out = Выйти
field-name = Имя
field-password = Пароль
field-new-password = Новый пароль
field-new-password-hint = Не меньше { $least } знаков. Хорошо подходят несколько слов подряд, их и запомнить легко.
field-again = Ещё раз
field-code = Код
refused-wrong = Неверное имя или пароль.
refused-password = Неверный пароль.
refused-code = Код неверный или уже использован. Дождитесь следующего и введите его.
refused-locked = Слишком много неудачных попыток. Попробуйте через { $wait }, в
refused-too-late = Прошло слишком много времени. Начните снова, с пароля.
refused-passkey = С этим ключом доступа сюда не войти: он создан не здесь или удалён. Войдите с паролем.
refused-passkey-unusable = То, что создало устройство, здесь не подходит. Попробуйте ещё раз или сохраните ключ в другом месте.
refused-passkey-late = Прошло слишком много времени. Попробуйте ещё раз.
refused-passkeys-many = У вас уже { $most } ключей доступа, больше нельзя. Сначала удалите какой-нибудь.
refused-different = Пароли не совпадают. Введите одинаковый дважды.
refused-name-taken = Это имя здесь уже занято. Возьмите другое.
refused-not-invited = Это приглашение уже использовано, отозвано или устарело. Попросите новое у того, кто его прислал.
refused-name-empty = Введите имя.
refused-name-unusable = Это имя слишком длинное или содержит невидимые знаки: не больше { $most } знаков.
refused-password-short = Пароль слишком короткий: нужно не меньше { $least } знаков.
refused-password-long = Пароль слишком длинный. Хватит нескольких слов.
refused-password-guessed = Такой пароль легко угадать: это имя, частое слово или дата почти без ничего ещё, клавиши подряд или одно и то же. Возьмите несколько слов, не связанных между собой.
set-up-title = Задайте пароль
set-up-about = С этого момента все здесь входят с паролем, вы первым. Вы отвечаете за сервер: можете приглашать других, но их двойников не увидите.
set-up-do = Задать и войти
join-title = Вас пригласили
join-about = Придумайте имя и пароль. Всё, что вы сюда принесёте, — ваше: ваших аккаунтов, чатов и двойников больше никто не увидит.
join-do = Присоединиться
confirm-title = Это всё ещё вы?
confirm-about = Следующий шаг отменить нельзя, поэтому введите пароль ещё раз. Потом десять минут спрашивать не будем.
confirm-do = Дальше

## Безопасность

me-title = Безопасность
me-about = { $name }, здесь видно, как вы входите и кто ещё действует от вашего имени.
me-back = Назад к безопасности
me-change = Изменить
me-password = Пароль
me-password-about = При смене пароля вы выйдете во всех остальных браузерах.
password-signs-out = Во всех остальных браузерах вы при этом выйдете и войдёте снова уже с новым паролем. Ключи доступа, токены, вебхуки и ещё не принятые приглашения продолжат действовать, если не отозвать их здесь: отметьте это, если старый пароль мог узнать кто-то ещё.
password-all = Отозвать также все ключи доступа, токены и открытые приглашения, а вебхуки выключить
codes-title = Коды из приложения
codes-on = Включены
codes-off-about = Приложение на телефоне каждые 30 секунд показывает новый код. С ним одного пароля для входа мало.
codes-turn-on = Включить
codes-turn-off = Выключить
codes-left = { $count ->
    [0] Резервных кодов не осталось. Чтобы получить новые, выключите коды и включите снова.
    [one] Остался { $count } резервный код.
    [few] Осталось { $count } резервных кода.
   *[other] Осталось { $count } резервных кодов.
}
codes-anew = Новый телефон или нужны новые резервные коды? Выключите коды и включите снова.
codes-scan = Отсканируйте это приложением (Google Authenticator, Aegis, 1Password, любым) и введите код, который оно покажет.
codes-qr = Секрет в виде QR-кода
codes-type = Или наберите в приложении:
codes-open = Открыть в приложении на этом устройстве
codes-recovery = Ваши резервные коды
codes-recovery-about = Храните их не там, где телефон: на бумаге или в менеджере паролей. Каждый один раз впустит вас без приложения. Больше они показаны не будут.
codes-kept = Готово, сохранено
passkey-use = Войти с ключом доступа
passkey-not-given = Ключ доступа не получен. Попробуйте ещё раз или введите пароль.
passkeys-title = Ключи доступа
passkeys-about = Телефон, компьютер или аппаратный ключ впускает вас сам, узнав лицо, палец или ПИН-код. Такой ключ не угадать и не выманить.
passkeys-add = Добавить ключ доступа
passkeys-how = Браузер спросит, где хранить ключ: на этом устройстве, в менеджере паролей, на телефоне или на аппаратном ключе.
passkeys-name = Как его назвать?
passkeys-unknown = Этот браузер не знает ключей доступа, или страница открыта не по HTTPS и не с этого компьютера.
passkeys-no-name = Ключи доступа принадлежат имени, а вы открыли эти страницы по адресу, для которого браузеры их не хранят.
passkeys-elsewhere = Откройте их здесь, там вы войдёте ещё раз:
passkeys-nowhere = Имени у этого сервера нет (hosts в его настройках), поэтому и ключей доступа у него быть не может.
passkeys-added = добавлен
passkeys-used = последний раз
passkeys-remove = Удалить
browsers-title = Браузеры
browsers-about = Где вы вошли. Если что-то вам незнакомо, выйдите там и смените пароль.
browsers-this = этот
browsers-seen = последний раз
browsers-unknown = Браузер, который не назвался
browsers-elsewhere = Выйти во всех остальных
tokens-title = Токены API
tokens-about = С токеном программа действует от вашего имени, в пределах того, что вы ей разрешите.
tokens-make = Создать токен
tokens-made = Ваш токен
tokens-once = Скопируйте сейчас: больше он показан не будет, и узнать его негде.
tokens-use = Программа передаёт его с каждым запросом:
tokens-kept = Скопировано
tokens-revoke = Отозвать
tokens-over = истёк
tokens-used = использован
tokens-not-used = ещё не использован
tokens-until = до
tokens-for-good = бессрочно
tokens-name = Для чего он?
tokens-name-example = Команды на телефоне
tokens-may = Что ему можно?
tokens-ends = Когда он перестанет действовать?
tokens-days = { $count ->
    [one] Через { $count } день
    [few] Через { $count } дня
   *[other] Через { $count } дней
}
tokens-never = Никогда
tokens-no-name = Напишите, для чего токен, чтобы потом его узнать.
tokens-no-scope = Отметьте хотя бы одно, что ему можно.
scope-read = Видеть аккаунты, чаты, сообщения и ответы
scope-answer = Отправлять черновики, останавливать и отзывать ответы, отвечать на вопросы
scope-send = Отправлять сообщения
scope-manage = Менять режимы, правила, модели и память
scope-login = Подключать и отключать аккаунты
webhooks-title = Вебхуки
webhooks-about = Сервер за секунды сообщает на указанный адрес обо всём, что происходит, и подписывает каждое сообщение. Отправляется то же, что видите здесь вы, в том числе сообщения.
webhook-add = Добавить вебхук
webhook-url = Куда сообщать?
webhook-url-malformed = Это не адрес. Адрес начинается с https://.
webhook-url-long = Адрес слишком длинный: не больше { $most } символов.
webhook-url-https = Адрес должен начинаться с https://, чтобы по пути никто не читал.
webhook-url-credentials = В адресе не должно быть имени и пароля. Поместите секрет в путь или доверьтесь подписи.
webhook-url-port = На этом порту обычно работает не HTTPS. Укажите 443 или любой от 1024.
webhook-url-private = Это адрес самого сервера или его внутренней сети: он доступен не всем. Разрешить его может тот, кто держит сервер (webhooks.allow_private).
webhook-events = О чём сообщать?
webhook-all = Обо всём
webhook-or = Или только об этом:
webhook-others = Ещё, для программ
webhook-no-event = Отметьте хотя бы одно событие или «Обо всём».
webhook-too-many = Вебхуков уже { $most }, больше нельзя. Сначала удалите один из них.
webhook-secret = Секрет вебхука
webhook-verify = Библиотеки Standard Webhooks принимают его как есть.
webhook-both = Ещё сутки подписывает и прежний секрет, чтобы ничего не отвергалось, пока вы ставите новый.
webhook-is = Вебхук,
webhook-named = Вебхук
webhook-secret-once = По нему получатель узнаёт, что сообщение пришло отсюда. Его видно пять минут, потом больше никогда. Храните его как пароль.
webhook-verify-how = Что отправляется и как проверить подпись
webhook-remove-about = Ему больше ничего не сообщается, то, что ещё ждёт отправки, не уйдёт, а секрет исчезнет навсегда.
webhook-remove-ask = Удалить этот вебхук?
webhook-remove-do = Да, удалить
webhook-renew-ask = Сделать новый секрет?
webhook-renew-about = Новый секрет вы поставите там, куда приходят сообщения. Сутки подписывают оба, потом прежний перестаёт.
webhook-renew-do = Сделать новый секрет
webhook-not = Нет, оставить как есть
webhook-test-taken = Проба принята: всё работает.
webhook-test-goes = Проба ещё в пути. Обновите страницу через мгновение.
webhook-test-failed = Проба не принята: { $why }. Она повторится сама.
webhook-dropped = { $count ->
    [one] Пропало { $count } событие
    [few] Пропало { $count } события
   *[other] Пропало { $count } событий
}: ждало больше { $most }. Последний раз
log-account-removed = Аккаунт Telegram удалён
log-model-chosen = Выбрана модель
log-model-key-set = Задан ключ модели
log-model-key-removed = Ключ модели забыт
log-webhook-changed = Вебхук изменён
log-webhook-secret = Новый секрет вебхука
webhook-is-on = работает
webhook-is-off = выключен
webhook-fails = не отвечает как надо
webhook-off-owner = Вы его выключили: ничего не отправляется.
webhook-off-gone = Он ответил, что его больше нет (410), поэтому больше ничего не отправляется.
webhook-off-failing = За пять дней попыток он ничего не принял, поэтому больше ничего не отправляется. Когда он заработает, включите его снова.
webhook-look = Посмотреть
webhook-state = Как он работает
webhook-succeeded = Последний раз принял
webhook-never = Он ещё ничего не принял.
webhook-failing = Неудачных попыток подряд: { $count }, начиная с
webhook-old-until = Прежний секрет тоже подписывает до
webhook-test = Отправить пробное событие
webhook-turn-off = Выключить
webhook-turn-on = Включить
webhook-renew = Новый секрет
webhook-remove = Удалить
webhook-change = Адрес и события
webhook-save = Сохранить
webhook-deliveries = Что ему сообщали
webhook-deliveries-about = Последнее за три дня.
webhook-none-yet = Пока ничего.
webhook-again = Отправить ещё раз
delivery-taken = принято
delivery-given-up = не доставлено
delivery-goes = в пути
delivery-again = будет ещё попытка
delivery-answered = ответ { $status }
delivery-redirect = ответ { $status }: он ведёт в другое место, туда ничего не отправляется
delivery-tries = { $count ->
    [one] { $count } попытка
    [few] { $count } попытки
   *[other] { $count } попыток
}
delivery-next = следующая
delivery-unknown-host = такого хоста нет
delivery-forbidden-address = хост ведёт на адрес, доступный не всем
delivery-forbidden-url = настройки сервера больше не разрешают этот адрес
delivery-connection = нет соединения
delivery-certificate = сертификат не подходит этому хосту
delivery-too-long = нет ответа за 15 секунд
event-message = Пришло или написано сообщение
event-drafted = Черновик ждёт вас
event-planned = Ответ запланирован
event-cut-short = Остаток ответа не отправлен
event-sent = Ответ отправлен
event-failed = Ответ отправить не удалось
event-cancelled = Ответ отменён
event-judged = Вы что-то решили об ответе
event-asked = Двойник о чём-то спрашивает
event-held = Двойник воздержался
event-paused = Пауза или её конец
event-alert = У аккаунта неприятности
event-connection = Изменилось подключение аккаунта
event-edited = Сообщение изменено
event-deleted = Сообщения удалены
event-history-done = История прочитана
event-history-refused = Telegram не даёт читать историю дальше
event-import-done = Импорт закончен
event-ignored = Двойник оставляет сообщение без внимания
event-waiting = Двойник ждёт, пока собеседник допишет
event-standing-down = Двойник не мешает: вы пишете сами
event-policy-changed = Правила изменены
event-thinking = Спрашивают модель
event-model-failed = Модель не ответила
event-given-up = Двойник бросил обдумывать ответ
event-explained = Видно, о чём спросили модель
event-silent = Двойник промолчит
event-watched = Что сказал бы двойник
event-redrafted = Вы поправили черновик
event-compared = Что сказал бы двойник рядом с вашим
event-taken-back = Двойника вернули на ступень назад
event-answer-planned = Ваш ответ запланирован
event-read = Чат отмечен прочитанным
event-typing = Двойник печатает
event-retrying = Отправка повторяется
event-remembered = Записана память о чате
event-memory-changed = Изменилось то, что двойник помнит
event-question-closed = Вопрос закрыт
event-test = Проверка
event-restarted = Сервер перезапускался
log-title = Что происходило
log-about = Изменить этот список не может никто, и вы тоже.
log-all = Показать всё
log-more = Раньше
log-here = на самом сервере
log-signed-in = Вход
log-refused = Неверный пароль или код
log-signed-out = Выход
log-signed-out-everywhere = Выход во всех остальных браузерах
log-password-set = Задан пароль
log-codes-on = Включены коды из приложения
log-codes-off = Выключены коды из приложения
log-passkey-added = Добавлен ключ доступа
log-passkey-removed = Удалён ключ доступа
log-token-made = Создан токен API
log-token-revoked = Отозван токен API
log-invited = Создано приглашение
log-invitation-accepted = Приглашение принято
log-invitation-withdrawn = Приглашение отозвано
log-role-changed = Изменена роль
log-kept-out = Вход закрыт
log-let-in = Вход снова открыт
log-account-in = Подключён аккаунт Telegram
log-account-out = Отключён аккаунт Telegram
log-webhook-set = Вебхук добавлен
log-webhook-removed = Удалён вебхук
log-webhook-disabled = Вебхук выключен: он не принимал
log-exported = Выгружены сообщения

## Люди

people-title = Люди
people-about = Кто есть на этом сервере. У каждого свои аккаунты и двойники; чужих не видит никто, и вы тоже. Администраторы приглашают людей и закрывают вход.
people-you = вы
people-since = с
people-kept-out = вход закрыт
people-keep-out = Закрыть вход
people-let-in = Открыть вход
role-label = Что можно
role-owner = Участник
role-admin = Администратор
role-make-admin = Сделать администратором
role-make-owner = Сделать участником
invite-title = Пригласить
invite-about = По ссылке войдёт один человек, в течение семи дней.
invite-do = Создать ссылку
invite-made = Ссылка-приглашение
invite-made-about = Отправьте её тому, кого приглашаете. Больше она показана не будет и впустит того, кто откроет её первым.
invite-open-until = действует до
invite-withdraw = Отозвать

## Правила

pause-all = Всё на паузу
resume-all = Пауза: возобновить
paused = На паузе
paused-here = В этом чате двойник на паузе.
paused-here-until = Продолжит сам:
paused-here-for-good = Сюда ничего не отправляется, пока вы не снимете паузу.
pause-here = Взять на себя
resume-here = Снять паузу здесь
step-resumed-here = Пауза в этом чате кончилась
step-held = Придерживает ответ
step-held-until = До
status-held = Придерживает ответ
given-up-held = Пока модель думала, отвечать стало нельзя: пауза, часы или вы сами в чате.
cancelled-forgotten = Почему, уже не известно: это было до последнего запуска.
cancelled-held = Ваши правила сейчас не разрешают его отправить.
held-paused = Двойник на паузе.
held-owner-here = Вы только что прочитали этот чат: возможно, собираетесь ответить сами.
held-owner-online = Вы в сети: всё ждёт, пока вы не выйдете.
held-hours = Сейчас не те часы, когда двойнику можно писать.
held-spacing = Между сообщениями в чате выдерживается пауза.
held-turns-per-hour = За этот час двойник уже ответил здесь сам столько раз, сколько можно.
held-messages-per-minute = За эту минуту аккаунт отправил столько сообщений, сколько можно.
held-messages-per-day-here = За сутки двойник отправил сюда столько сообщений, сколько можно.
held-messages-per-day = За сутки аккаунт отправил столько сообщений, сколько можно.
held-exchanges = Здесь раз за разом отвечают мгновенно, как будто переписываются две программы. Двойник замолкает, пока не наступит передышка.
alert-seen = Понятно
alert-flooded = За час Telegram трижды попросил этот аккаунт писать реже, поэтому двойник на паузе. Подождите несколько часов и возобновите его; если это повторится, уменьшите лимиты.
alert-restricted = Telegram ограничил этот аккаунт ({ $reason }), поэтому двойник на паузе. Напишите в Telegram боту @SpamBot: он скажет, на какой срок. Когда ограничение снимут, возобновите двойника.
alert-frozen = Telegram заморозил этот аккаунт ({ $reason }), поэтому двойник на паузе. Откройте Telegram: там сказано, почему и как подать апелляцию.
alert-duplicated = Telegram завершил этот сеанс: его ключ использовали в двух местах сразу ({ $reason }). Убедитесь, что с этим аккаунтом работает только один сервер, и войдите снова.
alert-ended = Telegram завершил этот сеанс ({ $reason }). Если это сделали не вы, проверьте в Telegram «Настройки → Устройства», нет ли там незнакомых. Чтобы продолжить, войдите снова.
alert-not-revoked = Ключи здесь удалены, но связаться с Telegram и завершить сеанс не удалось. Завершите его сами в Telegram: «Настройки → Устройства».
rules-title = Правила
rules-about = Когда двойнику можно писать, сколько и когда не вмешиваться.
rules-paused = На паузе.
rules-paused-until = Двойник продолжит сам:
rules-paused-for-good = Ничего не отправляется, пока вы его не возобновите.
rules-always = Двойнику можно писать в любое время.
rules-open = Сейчас двойнику можно писать, до
rules-never = Двойнику нельзя писать ни в какое время.
rules-closed = Сейчас двойнику писать нельзя, до
rules-resume = Возобновить
rules-pause-half-hour = Пауза на 30 минут
rules-pause-hours = Пауза на 2 часа
rules-pause = Пауза, пока не возобновлю
rules-problems = { $count ->
    [one] { $count } поле заполнено неверно, оно отмечено ниже. Ничего не изменено.
    [few] { $count } поля заполнены неверно, они отмечены ниже. Ничего не изменено.
   *[other] { $count } полей заполнены неверно, они отмечены ниже. Ничего не изменено.
}
rules-hours = Часы
rules-hours-always = В любое время
rules-hours-week = По дням недели:
rules-grid = Часы недели
rules-exact = Точные часы, до минуты
rules-paint = Зелёное — когда двойник может писать сам. Проведите по часам, чтобы закрасить или стереть; с клавиатуры: стрелки, пробел, Shift со стрелками.
rules-who = Кому отвечать
rules-strangers-means = Те, кого нет среди контактов вашего аккаунта.
rules-countdown-means = До тех пор его можно остановить, во входящих или в Telegram.
rules-never-these = Каналам, ботам и служебным аккаунтам Telegram двойник не отвечает никогда, и первым никогда не пишет.
rules-after-writing-means = Вы взяли разговор на себя, с любого устройства. С каждым вашим сообщением отсчёт начинается заново.
rules-after-reading-means = Возможно, вы сейчас ответите сами.
rules-exchanges-means = Чтобы две программы не разговаривали друг с другом без конца.
pace-in-short = Так же неторопливо, как отвечаете вы, час за часом; этому он учится, настраивать не нужно.
rules-hours-hint = Например, 9:00–13:00, 14:00–18:00. Пустой день закрыт; 22:00–2:00 переходит за полночь.
rules-closed-day = закрыто
rules-exceptions = Особые дни
rules-exceptions-hint = По дате в строке, после неё часы. Дата без часов — закрыто весь день.
rules-zone = Часовой пояс
rules-away-until = Меня не будет до
rules-outside = В остальное время
rules-outside-silence = Молчать и ответить, когда начнутся часы
rules-outside-draft = Готовить черновики
rules-outside-away = Сказать моими словами, каждому написавшему один раз за отсутствие:
rules-away-text = Мои слова
rules-answer-within = Не отвечать на то, что старше
rules-you = Вы важнее
rules-after-writing = Если я написал в чат, не вмешиваться
rules-after-reading = Если я прочитал чат, подождать
rules-while-online = Ничего не отправлять, пока я в сети на другом устройстве
rules-countdown = В режиме обратного отсчёта показывать ответ до отправки
rules-strangers = Люди не из моих контактов
rules-strangers-like-all = Как для всех
rules-groups = В группах, где меня упомянули или ответили мне
rules-groups-hint = Остальной разговор двойник только читает, а отвечая, цитирует того, кому отвечает. На странице самой группы можно выбрать другое.
rules-saved = «Избранное»
rules-saved-nothing = Двойник там ничего не пишет и не читает
rules-saved-questions = Спрашивает то, что знаю только я, и делает, что я велю
rules-saved-drafts = Ещё показывает черновики и обратный отсчёт
rules-saved-hint = Напишите там «двойник, помощь», и он расскажет, что понимает.
rules-digest-at = Присылать туда итоги дня в (пусто — не присылать)
rules-bad-clock = «{ $given }» — не время суток. Напишите, например, 21:00, раньше 24:00.
rules-limits = Лимиты
rules-limits-hint = Что сверх лимита, становится черновиком. Пустое поле ничего не ограничивает.
rules-spacing = Между двумя сообщениями в чате не меньше
rules-turns = Ответов в час в одном чате
rules-day-here = Сообщений в сутки в одном чате
rules-minute = Сообщений в минуту во всех чатах
rules-day = Сообщений в сутки во всех чатах
rules-exchanges = Остановиться, если подряд столько ответов получили мгновенную реакцию
rules-quick = Мгновенным считать ответ быстрее
rules-bad-span = «{ $given }» не похоже на часы. Напишите так: 9:00–18:00, от 0:00 до 24:00.
rules-bad-date = «{ $given }» не похоже на дату. Напишите так: 31.12.2026.
rules-date-twice = «{ $given }» указано дважды. Напишите все часы этого дня в одной строке.
rules-no-hours = В этой неделе нет ни одного часа, и двойник никогда бы не писал. Выберите часы или выключите его в режиме.
rules-bad-moment = «{ $given }» не похоже на дату и время. Напишите так: 2026-12-31 09:00.
rules-bad-zone = Часового пояса «{ $given }» нет. Напишите так: Europe/Moscow, или оставьте пустым, тогда будет пояс сервера.
rules-bad-number = «{ $given }» не подходит: нужно целое число от { $least } до { $most }.
rules-no-number = Здесь нужно целое число от { $least } до { $most }.
rules-past = «{ $given }» уже прошло. Укажите время позже или оставьте пустым.
rules-bad-choice = Варианта «{ $given }» нет. Выберите один из показанных.
rules-no-words = Напишите, что двойник должен сказать, или выберите другое.
day-monday = Пн
day-tuesday = Вт
day-wednesday = Ср
day-thursday = Чт
day-friday = Пт
day-saturday = Сб
day-sunday = Вс
panic-title = Экстренное отключение
panic-about = Ставит двойника на паузу, отменяет всё запланированное, завершает его сеанс в Telegram и удаляет здесь ключи. То, чему он научился, останется.
panic-open = Отключить…
panic-again = Чтобы продолжить потом, придётся войти снова.
panic-do = Завершить сеанс сейчас
panic-not = Назад, ничего не делать
panic-done = Готово
panic-ended = Вы завершили сеанс: Telegram это подтвердил, ключи здесь удалены. Двойник на паузе.
panic-no-session = Завершать уже нечего: сеанса этого аккаунта здесь больше не было. Двойник на паузе.

## HTTP API

api-title = HTTP API
api-about = То же, что делают страницы, — для программ.
api-token-about = К каждому запросу нужен токен. Его делает страница «Безопасность» или, на сервере, `aitwin token make --name ИМЯ --scopes read,send`.
api-no-demo = Демонстрация пускает всех, поэтому токенов она не знает и API у неё нет: эта страница показывает, что есть у вашего собственного сервера. Запустите его командой `aitwin serve` и задайте пароль.
api-first-steps = С чего начать
api-token-make = Сделать токен
api-scopes-about = Токену можно то, что говорят его права: `read` — видеть, `answer` — отпускать черновики, останавливать и забирать ответы, отвечать на вопросы, `send` — писать от вашего имени, `manage` — менять режимы, правила, память, модель, токены и вебхуки, `login` — подключать и удалять аккаунты. Видит он только аккаунты того, чей он.
api-conventions = Время — миллисекунды с 1970 года (UTC). У чатов и людей номера Telegram, у групп и каналов отрицательные. Списки приходят частями: `next` одной — это `cursor` следующей. То, чего адрес не знает, отвергается.
api-problems-about = Ошибки — problem+json (RFC 9457): смотрите на `code`; `title` и `detail` говорят, что делать, по-английски или, по `Accept-Language`, по-русски. С 429 и 503 приходит `Retry-After`.
api-document-about = То же самое документом для инструментов, OpenAPI 3.1:
api-contents = Содержание
api-in-english = Названия ниже по-русски, а подробности — по-английски, как в документе OpenAPI.
api-webhooks = Вебхуки: что отправляется
api-webhooks-sent = `POST` с JSON того же вида, что в `/api/v1/events`, за секунды. Кроме выбранных вами событий приходят `test`, когда вы отправляете пробное, и `restarted` после каждого запуска сервера: что-то могло потеряться, поэтому загрузите заново то, что показываете.
api-webhooks-signed = Каждое подписано по Standard Webhooks: `webhook-signature` — это HMAC-SHA256 от `webhook-id`, `webhook-timestamp` и тела. Отвергайте то, что подписано не вашим секретом, и то, что старше пяти минут. На Python:
api-webhooks-tries = Ответ от 200 до 299 за 15 секунд значит, что событие принято; иначе попытки повторяются, всего десять примерно за сутки. Событие может прийти дважды, с тем же `webhook-id`. Вебхук, который за пять дней попыток ничего не принял или ответил 410, выключается, и об этом скажет каждая страница.
api-webhooks-deleted = Если сообщение удалено, его слова исчезают из того, что ещё ждёт отправки: в таком событии стоит `"withdrawn": true` и сказано только, о чём оно было.
api-scope-of = Право:
api-parameters = Параметры
api-body = Тело
api-answers = Ответы
api-shapes = Формы
api-may-be-missing = можно не указывать
api-no-token = Нужен токен
api-no-token-hint = Пришлите «Authorization: Bearer …» с токеном; его делает «aitwin token make».
api-invalid-token = Токен не подходит
api-invalid-token-hint = Он не от этого сервера, отозван или истёк. Сделайте новый: «aitwin token make».
api-scope = Токен этого не разрешает
api-scope-hint = У него нет права «{ $scope }». Возьмите токен, у которого оно есть.
api-scope-not-own = Токен не может дать больше, чем имеет
api-scope-not-own-hint = У этого токена нет права «{ $scope }», поэтому и сделать токен с ним он не может.
api-cross-site-hint = Программы не присылают Origin и Sec-Fetch-Site чужого сайта.
api-no-address = По этому адресу ничего нет
api-see-document = Все адреса и методы перечислены в /api/openapi.json.
api-not-found = Не найдено
api-not-found-hint = У вас нет ничего с таким идентификатором. Что есть, говорят списки.
api-json = Тело — не JSON
api-json-hint = Строка { $line }, столбец { $column }: дальше это уже не JSON.
api-media = У тела не тот тип
api-media-hint = Пришлите JSON с «Content-Type: application/json».
api-large = Тело слишком длинное
api-large-hint = Не больше { $kilobytes } КБ.
api-invalid = «{ $field }» не подходит
api-wrong-shape = Оно устроено иначе, чем показано на странице /api.
api-json-ends = Оно обрывается на середине.
api-json-broken-off = Оно пришло не целиком. Отправьте ещё раз.
api-json-nul = В тексте есть символ U+0000, которого в текстах не бывает.
api-wrong-missing = Это обязательно, а его нет.
api-wrong-unknown = Такого здесь нет.
api-wrong-unknown-of = Такого здесь нет. Есть: { $known }.
api-wrong-one-of = Возможны: { $known }.
api-wrong-text = Нужен текст в кавычках.
api-wrong-whole = Нужно целое число.
api-wrong-count = Нужно целое число, 0 или больше.
api-wrong-number = Нужно число.
api-wrong-flag = Это true или false.
api-wrong-list = Нужен список в квадратных скобках.
api-wrong-object = Нужен объект в фигурных скобках.
api-wrong-limit = Нужно целое число от 1 до { $most } или "none", если предела нет.
api-wrong-spans = Нужны часы дня вида "9:00-13:00, 14-18" или "22-2"; "" — весь день закрыт.
api-wrong-clock = Нужно время суток вида "21:00".
api-wrong-day = Нужна дата вида "2026-12-31".
api-wrong-words = Нужны сами слова, не длиннее { $most } знаков.
api-wrong-moment = Нужна дата (2026-01-31) или момент (2026-01-31T18:00:00Z).
api-wrong-no-person = Это чат не с человеком.
api-import-owner = Экспорт одного чата не говорит, чей он. Добавьте к адресу свой номер в Telegram: ?owner=НОМЕР. В нём пишут: { $people }.
api-wrong-empty = Здесь ничего нет.
api-wrong-long = Слишком длинно: не больше { $most } символов.
api-wrong-lines = Слишком много сообщений: не больше { $most }.
api-wrong-range = Нужно число от { $least } до { $most }.
api-wrong-cursor = cursor — это «next» предыдущей части, без изменений.
api-wrong-account = Аккаунтов несколько: укажите, какой, через «account» или «phone».
api-wrong-peer = Нужен номер чата, @имя или «me».
api-wrong-key = Ключ — от 1 до 255 видимых символов ASCII, одинаковый в заголовке и в теле.
api-wrong-zone = Такого часового пояса нет; названия выглядят как Europe/Berlin.
api-wrong-scope = Права: `read`, `answer`, `send`, `manage` и `login`; нужно хотя бы одно.
api-mcp = Ассистенты (MCP)
api-mcp-about = Ассистент, который понимает протокол MCP, может искать в ваших сообщениях, спрашивать двойника, что бы он ответил, и разбирать его черновики. С токеном, который разрешает только читать, он ничего не отправит. Написанное чужими людьми может попытаться им командовать: пусть спрашивает вас, прежде чем одобрить.
api-mcp-program = Он запускает программу:
api-mcp-address = Или ему дают адрес:
api-wrong-event = Такого события нет. Все перечислены на странице /api.
api-many-webhooks = Вебхуков слишком много
api-webhook-off = Вебхук выключен
api-webhook-off-hint = Пока он выключен, ничего не отправляется. Сначала включите его: «enabled»: true.
api-late = Слишком поздно
api-late-hint = Это уже отправлено, отправляется, отозвано или закрыто. Загрузите заново.
api-busy = Это уже делается
api-busy-hint = Подождите, пока закончится.
api-no-account = Ни один аккаунт не подключён
api-no-account-hint = Войдите: POST /auth/auth/request_code, затем POST /auth/auth/verify_code.
api-no-login = Вход с этим номером не начат
api-no-login-hint = Сначала запросите код: POST /auth/auth/request_code. На вход даётся 15 минут.
api-phone = Это не номер телефона
api-phone-hint = Укажите его с кодом страны, например +7 900 1234567.
api-phone-unknown = В Telegram нет аккаунта с этим номером
api-phone-unknown-hint = Сначала заведите его в официальном приложении Telegram.
api-phone-banned = Telegram заблокировал этот номер
api-phone-banned-hint = Напишите в поддержку Telegram из его приложения.
api-code = Код неверный
api-code-hint = Посмотрите самое новое сообщение от Telegram и пришлите verify_code ещё раз.
api-code-expired = Код устарел
api-code-expired-hint = Запросите новый: POST /auth/auth/request_code.
api-password = Пароль неверный
api-password-hint = Это пароль двухэтапной проверки Telegram. Пришлите verify_code ещё раз.
api-flood = Telegram просит подождать
api-flood-hint = Попробуйте снова через { $seconds } с.
api-id = Telegram не принимает приложение этого сервера
api-id-hint = telegram.api_id и telegram.api_hash сервера должны быть с my.telegram.org.
api-step = Сейчас спрашивают не это
api-step-hint = Посмотрите, на каком шаге вход.
api-refused = Telegram отказывает
api-refused-hint = Причина: { $reason }. То же самое снова будет отклонено.
api-account = Такого аккаунта нет
api-account-hint = Ваши перечисляет GET /api/v1/accounts.
api-peer = Никто не известен под этим номером или именем
api-peer-hint = Кого аккаунт знает, перечисляет POST /get_dialogs; других находят по @имени.
api-logged-out = Аккаунт не подключён
api-logged-out-hint = Войдите: POST /auth/auth/request_code, затем POST /auth/auth/verify_code.
api-offline = Сейчас у аккаунта нет связи
api-offline-hint = Связь восстановится сама. Попробуйте чуть позже.
api-restricted = Telegram ограничил этот аккаунт
api-restricted-hint = Причина: { $reason }. Двойник на паузе; загляните в приложение этого аккаунта.
api-no-answer = Telegram не ответил
api-no-answer-hint = Возможно, всё сделано. Повторите: с тем же Idempotency-Key ничего не отправится дважды.
api-key-taken = Этот ключ принадлежит другому сообщению
api-key-taken-hint = Берите для каждого сообщения новый Idempotency-Key.
api-key-busy = То же самое отправляется прямо сейчас
api-key-busy-hint = Спросите снова через мгновение.
api-next-code = Telegram прислал код. Пришлите его: POST /auth/auth/verify_code с phone и code.
api-next-password = У аккаунта есть пароль. Пришлите его: POST /auth/auth/verify_code с phone и password.
api-next-done = Аккаунт подключён.

## Настройки

settings-about = Вы и этот сервер. Что двойнику можно в аккаунте, задаётся у самого аккаунта.
settings-person = Вы
settings-security = Пароль, коды второго шага, ключи доступа и браузеры, в которых вы вошли.
settings-people = У кого ещё на этом сервере есть двойники, и приглашения.
settings-programs = Для программ
settings-api = Все адреса, что они принимают и что отвечают; двойник как инструмент для ассистентов.
notify-title = Уведомления
notify-about = То, что ждёт вас, в любом случае появится на открытой странице. Этот браузер может сообщать и тогда, когда вы смотрите в другое окно, пока страница открыта.
notify-off = Не уведомлять в этом браузере
notify-on = Уведомлять, без текста сообщений
notify-text = Уведомлять вместе с текстом
notify-refused = Браузер не разрешает странице уведомлять вас. Разрешите это в его настройках для этого адреса.
remove-title = Удалить этот аккаунт?
remove-about = Telegram завершит его сеанс, а здесь сотрётся всё, что о нём известно: чаты, сообщения, выученное и запомненное двойником, правила, черновики и ответы. В самом Telegram ничего не удалится.
remove-for-good = Вернуть это нельзя. Чтобы остановить двойника на время, поставьте его на паузу.
remove-do = Удалить со всем, что есть
remove-not = Нет, оставить
remove-done = Аккаунт удалён
remove-ended = Telegram завершил сеанс, и здесь от аккаунта ничего не осталось.
remove-no-session = Здесь от аккаунта ничего не осталось. Его сеанс завершился раньше.
remove-only-here = Здесь от аккаунта ничего не осталось, но сообщить Telegram не удалось. Завершите сеанс сами: в Telegram, Настройки → Устройства.
remove-link = Удалить аккаунт
remove-link-about = Он выйдет из Telegram, и всё, что о нём известно, сотрётся.
tag-telegram = Сам Telegram
tag-accounts = Аккаунты
tag-chats = Чаты
tag-exemplars = Образцы
tag-memory = Память
tag-relations = Отношения
tag-learning = Обучение
tag-rules = Правила
tag-statistics = Статистика
tag-audit = Журнал
tag-events = События
tag-imports = Импорт
tag-logins = Входы
tag-messages = Сообщения
tag-model = Модель
tag-questions = Вопросы
tag-replies = Ответы
tag-tokens = Токены
tag-webhooks = Вебхуки
op-get-api-v1-accounts = Список аккаунтов
op-get-api-v1-accounts-account = Один аккаунт
op-get-api-v1-accounts-account-chats = Список чатов
op-get-api-v1-accounts-account-chats-chat = Один чат
op-post-api-v1-accounts-account-chats-chat-exemplars-exemplar-restore = Вернуть образец
op-post-api-v1-accounts-account-chats-chat-exemplars-exemplar-strike = Вычеркнуть образец
op-get-api-v1-accounts-account-chats-chat-facts = Что известно о чате
op-post-api-v1-accounts-account-chats-chat-facts = Записать факт о чате
op-get-api-v1-accounts-account-chats-chat-messages = Сообщения чата
op-put-api-v1-accounts-account-chats-chat-mode = Задать режим чата
op-put-api-v1-accounts-account-chats-chat-relation = Задать, кем приходится собеседник
op-get-api-v1-accounts-account-exemplars = Список образцов
op-get-api-v1-accounts-account-facts = Что известно во всех чатах
op-post-api-v1-accounts-account-facts = Записать факт о владельце
op-delete-api-v1-accounts-account-facts-fact = Стереть факт
op-patch-api-v1-accounts-account-facts-fact = Изменить факт
op-get-api-v1-accounts-account-history = Сколько истории прочитано
op-post-api-v1-accounts-account-history = Прочитать историю
op-post-api-v1-accounts-account-log-out = Выйти из аккаунта
op-put-api-v1-accounts-account-mode = Задать режим аккаунта
op-post-api-v1-accounts-account-pause = Поставить аккаунт на паузу
op-get-api-v1-accounts-account-relations = Кем приходятся собеседники
op-post-api-v1-accounts-account-resume = Снять аккаунт с паузы
op-get-api-v1-accounts-account-rules = Узнать правила
op-put-api-v1-accounts-account-rules = Заменить правила целиком
op-patch-api-v1-accounts-account-rules = Изменить правила
op-get-api-v1-accounts-account-statistics = Статистика
op-get-api-v1-audit = Журнал событий
op-get-api-v1-events = Следить за событиями
op-post-api-v1-imports = Импортировать экспорт
op-post-api-v1-logins = Начать вход
op-get-api-v1-logins-login = На каком шаге вход
op-post-api-v1-logins-login = Ответить на шаг входа
op-delete-api-v1-logins-login = Отказаться от входа
op-get-api-v1-messages = Искать сообщения
op-get-api-v1-model = Узнать модель
op-put-api-v1-model = Выбрать модель
op-delete-api-v1-model = Отменить выбор модели
op-post-api-v1-model-forget-key = Забыть ключ модели
op-get-api-v1-questions = Список вопросов
op-post-api-v1-questions-question-answer = Ответить на вопрос
op-post-api-v1-questions-question-decline = Отклонить вопрос
op-get-api-v1-replies = Список ответов
op-post-api-v1-replies-reply-approve = Одобрить черновик
op-post-api-v1-replies-reply-stop = Остановить ответ
op-post-api-v1-replies-reply-undo = Забрать ответ назад
op-get-api-v1-tokens = Список токенов
op-post-api-v1-tokens = Сделать токен
op-delete-api-v1-tokens-token = Отозвать токен
op-get-api-v1-webhooks = Список вебхуков
op-post-api-v1-webhooks = Добавить вебхук
op-get-api-v1-webhooks-webhook = Один вебхук
op-delete-api-v1-webhooks-webhook = Удалить вебхук
op-patch-api-v1-webhooks-webhook = Изменить вебхук
op-get-api-v1-webhooks-webhook-deliveries = Что вебхуку сообщали
op-post-api-v1-webhooks-webhook-deliveries-delivery-redeliver = Отправить ещё раз
op-post-api-v1-webhooks-webhook-secret = Новый секрет вебхука
op-post-api-v1-webhooks-webhook-test = Испытать вебхук
op-post-auth-auth-request-code = Запросить код
op-post-auth-auth-verify-code = Прислать код
op-post-get-dialogs = Список диалогов
op-post-send-message = Отправить сообщение
op-delete-api-v1-accounts-account = Удалить аккаунт

## Список чатов, и что с ними делают

talks-title = Чаты
talks-show = Какие чаты
talks-needs = Ждут вас
talks-active = Активные
talks-all = Все
talks-search = Поиск по имени
talks-more = Ещё чаты
talks-none-needs = Здесь ничто не ждёт вашего слова.
talks-none-found = Чата с таким именем нет.
doing-drafted = черновик
doing-asks = спрашивает
doing-waiting = ждёт
doing-composing = думает
doing-typing = печатает
doing-goes-out = уйдёт через
doing-goes-out-now = уходит
doing-stands-down = не мешает до
doing-held = придержан
doing-held-until = придержан до
doing-paused = на паузе
doing-paused-until = на паузе до
doing-failed = не доставлено
chat-earlier = Более ранние сообщения
bubble-why = почему?
pause-here-hint = Вы берёте чат на себя: двойник не вмешивается, пока вы его не вернёте.
twin-steps-button = Шаги
reword-title = Сказать иначе
reword-warmer = Теплее
reword-shorter = Короче
reword-another = По-другому
reword-words = Как это сказать
reword-words-example = Своими словами: «скажи, что опоздаю»
reword-do = Переписать
reword-needs-model = Это может только модель, а сейчас никакая не пишет. Выберите её на странице «Модель», возьмите другой вариант или измените черновик сами.
reword-nothing-else = Ничего другого, что можно сказать, не нашлось. Измените черновик сами или оставьте его.
reword-no-wish = Напишите, как сказать иначе.
explained-no-model = Модель не спрашивали: двойник взял это из того, что когда-то сказали вы сами.
explained-drawn-from = Так вы ответили, когда вас спросили; чат: { $chat }
keys-title = Клавиши
keys-next = следующий чат
keys-previous = предыдущий чат
keys-approve = отправить черновик, на котором вы стоите
keys-edit = перейти к черновику и изменить его; Esc — выйти из текста
keys-discard = не отправлять его или остановить
keys-undo = отозвать то, на чём вы стоите
keys-search = поиск
keys-help = эти клавиши

## History

nav-history = История
past-title = История
past-about = Все сообщения ваших чатов, которые хранит этот сервер. Слова находятся в любой форме, фразу поставьте в кавычки.
past-words = Поиск по сообщениям
past-find = Найти
past-filter = Фильтр
past-any = Любой
past-account = Аккаунт
past-by = Кто написал
past-by-other = Другие
past-by-owner = Вы
past-by-twin = Ваш двойник
past-kind = Вид
past-kind-text = Текст
past-kind-voice = Голосовое
past-kind-sticker = Стикер
past-kind-media = Фото, видео, файл
past-kind-service = Служебное
past-from = С
past-to = По
past-chat = Только чат: { $name }
past-one-chat = Только один чат
past-found = Что нашлось
past-older = Более ранние
past-erase = Стереть…
past-nothing = Таких сообщений здесь нет.
past-nothing-yet = Сообщений здесь пока нет. Подключите аккаунт или импортируйте экспорт своих чатов.
past-indexing = Давние сообщения ещё индексируются и находятся не все: { $done } из { $of }.
past-wrong = В этом фильтре есть то, чего больше нет. Выберите заново.
past-wrong-days = Такие даты не подходят: запишите их как 2026-11-26, первый раньше последнего.
past-wrong-long = Это слишком длинно для поиска: оставьте не больше 1000 знаков.
erase-title = Стереть сообщения?
erase-all = Фильтр не задан: это все сообщения, которые здесь хранятся.
erase-count = { $count ->
    [one] Будет стёрто { $count } сообщение.
    [few] Будут стёрты { $count } сообщения.
   *[many] Будет стёрто { $count } сообщений.
}
erase-many = Будет стёрто { $count } сообщений и больше.
erase-about = Вместе с ними уйдёт всё, чему двойник на них научился: образцы, память о них, то, о чём спрашивали модель. Вернуть это нельзя.
erase-telegram = В самом Telegram ничего не изменится. Если прочесть историю снова или импортировать экспорт, сообщения вернутся.
erase-do = Стереть
erase-back = Оставить
erase-done = Стёрто
erase-done-count = { $count ->
    [one] Стёрто { $count } сообщение и всё, что из него было выучено.
    [few] Стёрты { $count } сообщения и всё, что из них было выучено.
   *[many] Стёрто { $count } сообщений и всё, что из них было выучено.
}
log-erased = Стёрты сообщения

## Statistics

nav-statistics = Статистика
numbers-about = Что вам писали, что писали вы и что сделал за вас двойник.
numbers-all-accounts = Все аккаунты
numbers-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}
numbers-indexing = Давние сообщения ещё индексируются и посчитаны не все.
numbers-messages = Сообщения
numbers-came = Получено
numbers-by-owner = Написали вы
numbers-by-twin = Написал двойник
numbers-sent = Ответов отправил двойник
numbers-unedited = Без правки
numbers-unedited-about = как их написал двойник
numbers-saved = Сэкономлено
numbers-saved-about = 15 с на чтение и 0,28 с на каждый знак
numbers-twin-in = Двойник обычно отвечает за
numbers-owner-in = Вы обычно отвечаете за
numbers-in-about = медиана
numbers-bar = получено { $came }, от вас { $owner }, от двойника { $twin }
numbers-table = Таблицей
numbers-day = День
numbers-replies = Ответы
numbers-no-replies = За эти дни двойник ничего не отправил.
numbers-in-mode = Отправлено, { $mode }
numbers-approved = Черновики одобрены
numbers-edited = Черновики исправлены
numbers-rejected = Черновики отклонены
numbers-undone = Взято назад
numbers-failed = Отказал Telegram
numbers-chats = Самые живые чаты
numbers-no-chats = За эти дни ничего не сказано.
numbers-chat = Чат
numbers-models = Модели
numbers-tokens = Токенов: { $count }, ${ $cost }
