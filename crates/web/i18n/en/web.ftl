# Texts of the web pages in English. `i18n/ru/web.ftl` has the same keys; a test sees to it.

## Frame

skip-to-content = Skip to content
nav-label = Main
nav-demo = Demo
nav-accounts = Accounts
nav-near = Most used
nav-more = More
nav-twin = Your twin
nav-connections = Connections
nav-settings = Settings
theme-system = Light or dark as your system
theme-light = Light
theme-dark = Dark
needs-title = What needs you
needs-nothing = Nothing needs you now.
needs-drafts = { $count ->
    [one] { $count } draft waits for your word
   *[other] { $count } drafts wait for your word
}
needs-questions = { $count ->
    [one] The twin asks you { $count } question
   *[other] The twin asks you { $count } questions
}
needs-failed = { $count ->
    [one] Telegram refused { $count } reply within a day
   *[other] Telegram refused { $count } replies within a day
}
needs-webhook = A webhook is told nothing any more:
toast-drafted = a draft waits for you
toast-asked = the twin has a question to you
toast-failed = a reply was not delivered
toast-alert = something is wrong with this account
toast-close = Close
offline = The connection to the server is lost. Trying again…
no-script = Without JavaScript this page does not renew itself: load it again to see what is new.
save = Save
unit-seconds = s
unit-minutes = min
unit-hours = h

## Demo

demo-title = Write to { $owner } and the twin answers
demo-about = Pick up the phone of one of these people and write as them.
demo-recalls = The twin answers the way { $owner } has really answered before: no AI model, no keys, no internet.
demo-writes = The twin answers in its owner’s manner, and a model writes for it:
demo-contacts = Whose phone?
demo-phone = { $contact }’s phone
demo-twin = { $owner }’s twin
demo-empty = Press one of the suggestions on the phone, or write something. Here you will see, step by step, what the twin does with it.

## What the twin does

twin-title = What the twin does
twin-steps = Steps of the twin
twin-empty = Nothing yet. When a message comes, the twin’s steps appear here as they happen.
step-message-other = { $other } wrote
step-message-owner = { $owner } wrote
step-message-twin = The twin answered
step-ignored = Left alone
step-waiting = Waiting for the rest of the message
step-standing-down = { $owner } is here: the twin keeps out
step-standing-down-until = It takes over again after
step-silent = The twin stays silent
step-silent-to = To:
step-silent-hint = Nothing was sent: better no answer than one { $owner } would not have given.
step-silent-do = Write yourself, and your twin learns it.
step-silent-model = What a model would change
step-silent-closest = What came closest
step-recalled = Recalled real answers from before
step-watched = Would have answered
step-watched-hint = Not sent: this chat is in watch mode.
step-planned = Will answer
step-drafted = Wrote a draft
step-drafted-hint = It waits for your word.
step-approved = You allowed it
step-edited = You changed it and allowed it
step-rejected = You said no
step-undone = You took it back
step-read = Read the chat
step-listening = Listens to the voice note
step-heard = What is said in it
step-not-heard = The voice note was not heard
step-speaking = Speaks it, with { $mouth }
step-not-spoken = Written instead of spoken
step-recording = Recording a voice note, and { $other } can see it
step-typing = Typing, and { $other } can see it
step-cancelled = Answer withdrawn
step-retrying = Telegram did not take it yet, trying again
step-cut-short = The rest of the reply is left out
step-cut-short-hint = Somebody wrote in between, or what you allow changed. Not sent:
step-sent = Delivered
step-failed = Telegram refused the answer
step-failed-hint = It will not be tried again. Telegram’s reason:
recalled-answered = The real answer:
recalled-similarity = Likeness
recalled-alike = { $percent }% alike
recalled-other-chat = another chat
recalled-chosen = chosen
recalled-more = { $count ->
    [one] one more
   *[other] { $count } more
}
confidence = { $percent }% match
confidence-label = How well it fits
status-ready = Ready
status-waiting = Waiting
status-planned = About to answer
status-drafted = a draft waits for you
status-listening = Listening
status-speaking = Preparing a voice note
status-recording = Recording
status-typing = Typing
status-retrying = Trying again
status-silent = Stays silent
status-standing-down = Keeps out
status-ignored = Left alone
status-watched = Only watching
status-failed = Not delivered
status-sent = Answered

silence-nothing-at-all = Nothing like this has been asked before, so there is no real answer to go by.
silence-nothing-similar = Nothing like this has been asked before: the closest real answer matches by only { $percent }%.
silence-needs-facts = A fact is asked for that only you know: a time, a sum, an address, a password. The twin makes none up.
silence-no-text = There are no words to read: a sticker, a voice message or a picture.
silence-only-risky = What comes to mind may not be right here and now: it holds a date, a place, a name, a promise or a link, it was said to somebody else, or it has just been said.
silence-risky = What comes to mind may not be right here and now: { $rule }.
silence-repetition = You said just that a moment ago, and the twin does not repeat it.
silence-refused-by = The model wrote nothing that may be sent. Of the best of it the guard minds: { $rule }.
silence-refused = The model wrote nothing that may be sent: it did not fit the talk, made something up, or was not in your manner.

ignored-mode-off = The twin is off in this chat. Switch it to “Watch” or “Answer” to let it take part.
ignored-service = This is Telegram’s own account. Its messages can hold login codes, so the twin never looks at them.
ignored-forbidden = The twin answers people only: no bots, no support, no deleted or reported accounts, and not your own notes.
ignored-channel = The twin never answers in channels.
ignored-not-mentioned = In a group the twin answers only who mentions you or replies to you.
ignored-via-bot = A bot wrote this in somebody’s name.
ignored-old = This was written long ago, while the twin could not see it. It leaves it to the owner.
ignored-nothing = There is nothing to answer: the twin never writes first.

cancelled-owner-wrote = You wrote in this chat yourself.
cancelled-new-message = More was written meanwhile, so the twin thinks again.
cancelled-mode-changed = The mode of the chat no longer allows it.
cancelled-owner-stopped = You stopped it.
cancelled-changed = What it answers or rests on was edited or erased.
given-up-owner-wrote = You wrote in this chat yourself.
given-up-new-message = More was written while the model was still thinking. The twin asks it again once they have finished, and waits longer each time.
given-up-mode-changed = The mode of the chat was changed while the model was still thinking.
given-up-changed = What the model had read was edited or erased while it was still thinking.

## Messages

by-other = Them:
by-owner = You:
by-twin = Twin
by-somebody = Somebody
quoted = In reply to
quoted-owner = You
quoted-unknown = A reply to a message that is not here
voice-hear = Write down what is said
voice-nobody-speaks = Nobody speaks in it
draft-listen = Listen before it goes
draft-spoken-hint = It goes out as a voice note; words that you change are sent as text.
not-heard-gone = Telegram no longer has its file.
not-heard-too-long = It is longer than what can be heard at once.
not-heard-unreachable = Whoever hears cannot be reached. Try again on the talk's page.
not-heard-busy = Too many voice notes at once. Try again a little later.
not-heard-key = The key for hearing is missing or wrong: enter it on the Voice page.
not-heard-money = There is no money left at the provider that hears.
not-heard-unknown-model = The provider does not know the model: choose another on the Voice page.
not-heard-refused = It could not be understood.
not-spoken-too-long = It is longer than one voice note may be.
not-spoken-unreachable = The voice cannot be reached.
not-spoken-busy = Too many voice notes at once.
not-spoken-key = The key for the voice is missing or wrong: enter it on the Voice page.
not-spoken-money = The characters or the money for the voice are used up.
not-spoken-unknown = The provider does not know the model or the voice: choose another on the Voice page.
not-spoken-plan = The provider wants the voice verified, or another plan.
not-spoken-not-taken = Telegram takes no voice notes in this chat.
not-spoken-nothing = There is nothing in it to say aloud.
not-spoken-refused = The voice would not say this.
content-voice = Voice message
content-sticker = Sticker
content-photo = Photo
content-video = Video
content-video-message = Video message
content-animation = GIF
content-audio = Audio
content-poll = Poll
content-location = Location
content-contact = Contact
content-file = File
content-call = Call
content-service = Service message

## Modes

mode-label = What the twin may do
mode-off = Off
mode-watch = Watch
mode-draft = Ask me
mode-countdown = Countdown
mode-auto = Answer
mode-default = As the account: { $mode }
mode-default-group = As all groups: { $mode }

## Accounts and chats

accounts-title = Accounts
accounts-about = The Telegram accounts that have a twin.
accounts-connect = Connect an account
accounts-none = No account yet. Connect one and its twin can begin to learn.
accounts-mode = By default the twin may
accounts-logged-out = This session is over.
accounts-offline = Known from an export, or restored from a backup (then see: aitwin accounts connect): the twin has learnt, but can’t answer.
exemplars-learnt = { $count ->
    [0] nothing learnt yet: import an export, or have the history read
    [one] one example learnt
   *[other] { $count } examples learnt
}
connection-online = Online
connection-connecting = Connecting…
connection-unreachable = No answer from Telegram; trying again…
connection-told-to-wait = Telegram has asked to wait; connecting again later…
connection-store-fails = The database cannot be read or written; trying again…
connection-stuck = Got stuck; starting again…
connection-offline = Not connected
connection-logged-out = Logged out
history-none = What you wrote in Telegram before can be read from there, to learn from it.
history-title = Read chats from Telegram
history-about = Choose whose chats your twin learns from. The newest 2,000 messages of each are read, at a person’s pace.
history-choose = Choose chats to read
history-chats = Chats, newest first
history-group = Group.
history-read-chosen = Read these chats
history-none-chosen = Choose at least one chat.
history-all-about = Or leave the choice to the server: the newest chats, up to a hundred.
history-wait = It is reading already. Once that is over you can choose more.
history-read = Read my history from Telegram
history-begins = Your history will be read from Telegram as soon as the account is online…
history-reading = Reading your history from Telegram, at a person’s pace: { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
}, { $done } of { $chats } chats…
history-progress = How much of the history is read
history-done = Your history was read from Telegram: { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} in { $chats ->
    [one] { $chats } chat
   *[other] { $chats } chats
}.
history-refused = Telegram did not let the history be read on. Read before that: { $messages }. Try again later, or import an export from Telegram Desktop.
chats-none = No chats yet.
chats-you = You:
chats-twin = Twin:
chat-back = Back to the chats
chat-messages = Messages
chat-no-messages = No messages yet.

## Bringing in an export

import-title = Import an export
import-about = In Telegram Desktop: Settings → Advanced → Export Telegram data, format “Machine-readable JSON”. Upload its result.json, of the whole account or of one chat; what is stored already is not stored twice.
import-file = The file result.json
import-send = Upload and learn
import-bytes = How much is uploaded
import-of = of
import-read = Messages read: { $read }, of them new: { $new }
import-stay = Keep this page open until it is done. If it breaks off, upload the file again: only the rest is added.
import-owner = Which of the authors are you?
import-owner-messages = messages: { $count }
import-owner-unknown = The file does not say whose it is. Say who you are and choose the file once more.
import-done = { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} read in { $chats ->
    [one] { $chats } chat
   *[other] { $chats } chats
}, { $new } new.
import-changed = Updated because edited since: { $count }.
import-forwarded = Forwarded messages, from which the twin does not learn: { $count }.
import-service = Service messages, from which the twin does not learn: { $count }.
import-too-long = Messages that are too long, with which the twin does not answer: { $count }.
import-broken = Passed over because they could not be read: { $count }.
import-nothing = Nothing in it is written by its owner, so there is nothing to learn from.
import-no-chats = There is no chat in this export. Export again, and tick “Personal chats” in Telegram Desktop.
import-account = To the account
import-empty = No file was chosen, or it is empty.
import-html = This is a web page: the export was made in the format HTML. Export once more and choose “Machine-readable JSON”.
import-archive = This is a packed archive. Unpack it and choose the result.json that lies in it.
import-truncated = The file ends in the middle. The messages before are stored: { $read }. Export it again and upload it: only what is missing will be added.
import-not-an-export = This is no export of Telegram in the format “Machine-readable JSON”. Choose the result.json that Telegram Desktop has written.
import-other-owner = The file is the export of { $name } and not of the one whom you chose. Nothing was stored.
import-broken-off = The upload broke off. What came before is stored; upload the file again and the rest is added.

## The first steps

start-title = Getting started
start-about = From nothing to your twin’s first reply, in three steps and under five minutes. Leave whenever you like: what is done stays done.
start-count = { $done } of { $all } steps done
start-progress = Steps done
start-done = (done)
start-over = I know my way, do not show me this again
start-password = Who may come in
start-password-why = Now whoever opens a page of this server on this machine reads your messages and writes in your name. With a name and a password only you do.
start-password-later = If nobody else uses this computer, you may do that later. Others can reach the server only once there is a password.
start-connect = Connect Telegram
start-connect-about = Your twin joins your account as one more device, as Telegram Desktop does. You need your phone, for a code.
start-no-app = The server does not know its application number at Telegram yet, and without one Telegram lets nobody in. How to get one is said on the page of connecting.
start-go-connect = Connect my Telegram
start-connect-another = Connect another account
start-connect-first = Connect Telegram first.
start-teach = Teach your twin
start-teach-about = It answers with what you have really written, so it has to read that. It is kept on this server; a model elsewhere, if you choose one, is shown parts of it.
start-teach-export = Upload an export
start-teach-export-about = The most complete, and the fastest: Telegram Desktop writes it in a few minutes, the server reads a million messages in seconds.
start-teach-account = Read it from Telegram
start-teach-account-about = Nothing to prepare, but slow: at a person’s pace, the newest messages of each chat.
start-teach-first = There is nothing to answer with yet: teach it first.
start-try = Try it
start-try-about = Write as somebody who writes to you, and see what your twin would answer and why. Nothing is sent.
start-go-try = Talk to my twin
start-onward = Your twin is ready. What now?
start-to-account = Let it begin
start-to-account-about = Say in which chats it watches, asks you or answers. Until then it sends nothing.
start-to-model = Without a model it says only what you once wrote. With one it says new things in your manner.

## Talking to one’s own twin

try-title = Talk to your twin
try-about = Write what somebody might write to you. You see what your twin would answer, and which of your own answers it has that from.
try-as = You write as
try-words = Your words
try-example = how are you?
try-say = Say it
try-empty = Write something first.
try-begin = Choose who you are, and say something.
try-nobody = Your twin knows nobody yet. Bring an export of your chats, or connect Telegram and let it read them there.
try-nothing-sent = Nothing is sent or kept here, and nobody sees it. If a model writes for your twin, each try costs what a reply costs.
try-answers = It would answer this
try-asks = It would ask you first
try-silent = It would stay silent
try-sure = { $percent }% sure
try-by-model = written by { $model }
try-by-recall = in your own words
try-because = What came to its mind

## Connecting an account

login-steps = Steps of connecting
login-step-phone = Phone
login-step-code = Code
login-step-password = Password
login-step-qr = QR code
login-phone-title = Connect an account
login-phone-about = Enter the phone number of your Telegram account. Telegram will send a code.
login-phone-label = Phone number
login-code-title = Enter the code
login-code-about = Telegram has sent a code to your other devices, or by SMS.
login-code-label = Code
login-password-title = Enter your password
login-password-about = Your account is protected by two-step verification. The password goes to Telegram only and is not stored.
login-password-label = Two-step verification password
login-password-hint = Your hint: { $hint }
login-next = Continue
login-qr-instead = By QR code instead
login-qr-title = Scan the code with your phone
login-qr-open = Open Telegram on your phone.
login-qr-devices = Go to Settings → Devices → Link Desktop Device.
login-qr-point = Point the camera at the code. The page goes on by itself.
login-qr-label = The code to scan
login-qr-here = Telegram is on this device: open it
login-qr-again = I have scanned it, or want a new code
login-phone-instead = By phone number
login-again = Log in again
login-terms = The twin joins your account as one more device; you can end it at any time in Telegram under Settings → Devices. Telegram’s terms apply to what it does in your name: automated accounts that send unwanted messages get limited. The twin never writes first.
login-no-app = The server has no application number yet, and without one Telegram lets nobody in. How to get one is said here:
login-app = What is the application number (api_id), and where do I get it?
login-app-what = Telegram wants to know which program connects. Yours gets a number (api_id) and a secret (api_hash) of its own: they are free, made once, and belong to you.
login-app-where = Sign in with your phone number at
login-app-make = Choose “API development tools” and make an application. Any name will do, the platform is “Desktop”.
login-app-set = Give both to the server and start it again, as
login-app-secret = Both say who the program is, not who you are: nobody gets into your account with them. Still, keep the secret to yourself.
login-custom-dc = Another data centre than Telegram’s, such as the sandbox, is set by its address and the file of its public key:
login-data-centre = This is not Telegram’s own service: the server is set to the data centre at
terms-title = Before you connect
terms-device = The twin is one more device of your account and can read all that you can. You end it here or in Telegram under Settings → Devices.
terms-limits = Telegram allows programs that act for an account, but limits or bans accounts that send unwanted messages. What the twin sends counts as sent by you.
terms-never-first = So it never writes first, keeps to limits and a person’s pace, and stops when Telegram warns. A risk remains: do not connect an account that you could not do without.
terms-people = People may want to know that they talk to a twin; in the EU you may have to tell them.
terms-accept = I have read this, and accept
terms-of-telegram = Telegram’s terms for programs
terms-needed = Tick this to go on.
login-sandbox-accounts = This is the demo’s own Telegram. Its accounts and their phone numbers:
login-sandbox-code = This is the demo’s own Telegram, so nobody gets an SMS. Read the code here:
login-sandbox-scan = In the sandbox a phone scans it by a request, with the code’s address as {"{"}"url": …{"}"}:
login-sandbox-phone = PHONE
login-done-title = Connected
login-done-about = How should the twin begin, in all chats? Nothing is sent without your word either way. You can change it chat by chat, and what the twin earns is offered to you.
login-start-watch = It composes in secret, learns, and compares itself with what you really answer.
login-start-draft = It writes drafts, here and in your Telegram app; you send, change or drop them.
login-invalid-phone = This is not a phone number Telegram knows. Enter it with the country code, for example +44 20 7946 0958.
login-unknown-phone = There is no Telegram account with this number. Create one in the official app first, then come back.
login-banned-phone = Telegram has banned this number. Only Telegram’s support can lift that: recover@telegram.org.
login-invalid-code = The code is wrong. Look at it once more, or wait for a new one.
login-expired-code = The code is too old. Enter your number again to get a new one.
login-invalid-password = The password is wrong. It is the one of two-step verification, not the code.
login-flood = Telegram has seen too many attempts. Try again in { $wait }; trying earlier makes the wait longer.
login-invalid-api-id = Telegram does not accept the server’s api_id and api_hash. Check them in the configuration; you get yours at my.telegram.org.
login-wrong-step = This page was out of date. Go on with the step shown now.
login-unreachable = Telegram can’t be reached. Check the server’s connection to the internet and try again.
login-refused = Telegram refused: { $reason }. Try again; if it keeps happening, the name of the reason helps to find out why.

## The line of an account

line-title = Connection
line-state = State
line-since = since
line-device = Device
line-device-where = in Telegram under Settings → Devices
line-heard = Last update heard
line-not-heard = none since the server started
line-health = Health
line-fine = Nothing has gone wrong since the server started
line-lost = { $count ->
    [one] The line was lost once since the server started
   *[other] The line was lost { $count } times since the server started
}
line-floods = { $count ->
    [one] Telegram told it to wait once within the last hour
   *[other] Telegram told it to wait { $count } times within the last hour
}
line-restarts = { $count ->
    [one] It hung once and was started again
   *[other] It hung { $count } times and was started again
}
line-log-out = Log out at Telegram…
twin-may-title = What the twin does here

## The pace of a reply

pace-title = How a reply comes
pace-about = Your twin waits whether more comes, reads, and types, as slowly as you do: each time is drawn from how you have answered in that chat, by the hour, within the bounds of the server.
pace-with = To
pace-draw = Draw another
pace-play = Play it as it would be
pace-faster = { $times } times as fast
pace-typing = typing
pace-waits = Waits whether more comes
pace-reads = Then leaves it unread for
pace-types = { $count ->
    [one] Types 1 letter
   *[other] Types { $count } letters
}
pace-drawn = The words are yours, from your last talk there; the times are drawn as for a real reply. What you have let go yourself, and a draft that you approve, goes sooner.
pace-none = There is no talk yet in which you have answered somebody.
pace-open = See how a reply comes

## Memory

nav-questions = Questions
memory-link = Memory
memory-title = What the twin remembers of { $chat }
memory-about = A model writes this after conversations, from what was said here; it is known in this chat only. Put right or erase what you like: what you erase is never drawn from its message again.
memory-none = Nothing is remembered yet. A model notes what matters once a conversation is over; what you write down yourself counts at once.
memory-summary = In short
memory-offered = Waiting for you
memory-kept = Remembered
memory-earlier = No longer true
memory-label = Write down a fact
memory-add = Remember
memory-empty = There is nothing in it to remember.
memory-too-long = This is too long: { $most } characters are the most.
memory-use = In this account { $kept ->
    [one] { $kept } fact is remembered
   *[other] { $kept } facts are remembered
}, { $used } of them ever bore on a reply; { $junk }% never did.
about-title = About me
about-about = What the twin may know in every chat: about you, and what you have made general. What it found in your messages waits here until you confirm it.
about-may-be-said = The twin may say it to anybody
about-secret = Without the tick the twin never says it: no model is shown it, and replies that hold it are stopped.
fact-edit = Edit
fact-text = What is right
fact-erase = Erase
fact-make-general = For all chats
fact-keep-local = Only in its chat
fact-confirm = That is right
fact-confirm-secret = Right, but never say it
fact-from = from the chat with { $chat }
fact-gone = Its message is no longer there.
fact-by-owner = your words
fact-by-answer = your answer to a question
fact-general = known in all chats
fact-secret = never said
fact-replaced = a newer fact says otherwise
fact-over = its time is over
fact-until = until
fact-used = { $count ->
    [one] bore on one reply
   *[other] bore on { $count } replies
}
fact-borne-out = { $percent }% in the words of the message
step-remembered = Wrote down what matters
remembered = New: { $kept }. No longer true: { $replaced }. Waiting for you: { $offered }.
step-asked = Asks you
step-asked-hint = Answer the question
step-question-answered = You answered the question
step-answer-planned = Your answer will be sent
step-question-dropped = The question is no longer open
status-asked = Asks you

## Questions to the owner

questions-title = Questions to you
questions-about = Somebody wants to know what only you can tell. Your answer becomes the reply, and is remembered in that chat.
questions-saved = The twin asks in your Saved Messages too: reply to its message there, and that is your answer.
questions-none = No question is open. When somebody asks what only you can know, the twin asks you here instead of making it up.
question-would-say = The twin would have said:
question-label = Your answer
question-answer = Answer
question-drop = Don’t answer
question-closed = This question is no longer open.
question-too-long = This is longer than a message may be: { $most } characters are the most.
question-wrote-since = { $other } has written since. Your answer will not be sent: the twin remembers it and uses it in its next reply.
question-not-answering = The twin does not answer in this chat now. Your answer will not be sent: the twin remembers it, and uses it once it answers there again.
questions-closed = Closed lately
question-end-sent = Your answer was taken as the reply.
question-end-wrote-since = Your answer was not sent, for more was written meanwhile. The twin remembers it and uses it in its next reply.
question-end-not-answering = Your answer was not sent, for the twin does not answer in this chat. It is remembered, and used once the twin answers there again.
question-end-declined = You did not want to answer.
question-end-owner-wrote = You wrote in the chat yourself.
question-end-moved-on = The talk has moved on: the twin has answered something later.
question-end-asked-anew = A newer question took its place.
question-end-message-gone = The message that it was about is deleted.

## Inbox

nav-inbox = Inbox
inbox-title = Inbox
inbox-about = What waits for your word, in all accounts. A draft is sent when you say so; a countdown unless you stop it; what was sent can be taken back for two days.
inbox-none = Nothing waits for you. Where the twin may “Ask me”, its drafts come here and into your Telegram app.
inbox-drafts = Drafts
inbox-due = Going out
inbox-sent = Sent lately
inbox-offers = What the twin has earned
inbox-too-late = Too late: this reply has been sent, is being sent, or was withdrawn.
inbox-nothing-to-undo = There is nothing to take back: it was taken back already, was never sent, or Telegram no longer allows it.
inbox-unreachable = Telegram can’t be reached now, so nothing was taken back. Try again in a moment.
inbox-empty = There is nothing in it to send. To send nothing, choose “Don’t send”.
inbox-too-long = This is too long: a message has { $most } characters at most.
inbox-too-many = These are too many messages: { $most } at most. Every line is one.
inbox-yours = What you wrote
inbox-offer-over = This is no longer on offer: the mode has changed, or there is newer evidence.
draft-waits = Draft
draft-text = What will be sent
draft-hint = Every line is a message of its own. Change what you like.
draft-send = Send
draft-stop = Don’t send
due-goes-out = Goes out by itself
due-stop = Stop
due-waits = Waits to go out
due-any-moment = It goes out as soon as it may.
due-paused-until = The twin is paused until
due-paused = The twin is paused: it goes out once you resume it.
due-connection = The account is not connected: it goes out once it is.
due-told-to-wait = Telegram has told the account to wait: it goes out after that.
sent-lately = Sent
sent-partly = Failed after { $sent } of { $count } messages
sent-undo = Take back
sent-undo-hint = Deletes it for both sides; the twin gets one step less freedom here.
offer-draft = Let the twin write drafts here?
offer-countdown = Let the twin answer here after a countdown?
offer-auto = Let the twin answer here by itself?
offer-watched = What it would have said was { $percent }% like what you said, over the last { $count } times.
offer-unchanged = { $unchanged } of { $count } drafts sent unchanged.
offer-let-go = { $let_go } of { $count } replies went out without your stopping or taking them back.
offer-accept = Yes
offer-not-now = Not now
watch-score-label = How near the twin comes to what you say
watch-score = While watching, { $percent }% like what you then said ({ $count } compared)
taken-back-at = Taken back a step after bad replies:
step-redrafted = You changed the draft
step-compared = Compared with what you said
compared-would = The twin would have said:
compared-said = You said:
compared-alike = said the same { $content }% · manner { $manner }% · length { $length }%
step-taken-back = Taken back a step
step-taken-back-hint = After bad replies: from “{ $from }” to “{ $to }”.

## Errors

error-home = Go to the start page
error-not-found = There is no such page
error-not-found-hint = The address may be mistyped, or what it showed is gone.
error-method = This page can’t be used that way
error-too-large = That is too much at once
error-too-large-hint = Shorten what you entered and try again.
error-form = The form could not be read
error-form-hint = Go back, reload the page and try again.
error-choice = There is no such choice
error-choice-hint = Nothing was changed. Go back and choose one of those on the page.
error-proxied = This server is reached through a proxy, and has no password
error-proxied-hint = Set one on its machine by “aitwin user set-password --name NAME”, and behind_proxy = true in the settings.
error-host = This server does not go by that name
error-host-hint = Open it at the address it printed when it started, or add the name to its configuration.
error-cross-site = Another site asked for this
error-cross-site-hint = It was refused to protect you. If it was you, open the page here and try again.
error-nobody-hears = Nobody can hear this voice note now
error-nobody-hears-hint = Choose on the Voice page who hears, and see that the account is connected.
error-indexing = Older messages are still being indexed
error-indexing-hint = Until that is done, not all of them are found. Look at History how far it is, and try again then.
error-login-over = This login is over
error-login-over-hint = It was finished or took too long. Start again; nothing is lost.
error-telegram = Telegram can’t be reached
error-telegram-hint = Check the server’s connection to the internet and try again.
error-not-signed-in = You are not signed in
error-not-signed-in-hint = Sign in, and you come back here.
error-server = Something went wrong on the server
error-server-hint = Nothing is lost. Try again; the server’s log says what happened.

## Model

nav-voice = Voice
nav-model = Model
voice-title = Voice
voice-about = Voice notes are heard before they are answered, and replies can be spoken. What is heard or said goes to the providers that you choose here.
voice-hears = Hears voice notes:
voice-hears-nobody = Nobody hears voice notes: the twin leaves them to you.
voice-speaks = Speaks replies:
voice-speaks-nobody = Nobody speaks: replies are written.
voice-say = Say something
voice-say-text = What is to be said
voice-say-example = Hi! I am on my way, see you at seven.
voice-say-do = Say it
voice-listen = Listen to it
voice-try-hear = Read a voice note
voice-hear-note = A voice note (OGG)
voice-hear-do = Write it down
voice-choice = Who hears and who speaks
voice-ear = Who hears, as PROVIDER:MODEL
voice-ear-hint = For example openai:gpt-transcribe, or compatible:NAME@http://127.0.0.1:8080/v1 for a server of your own. Empty is nobody.
voice-fallback = If that fails, these, one per line
voice-language = Language of voice notes
voice-language-any = Detected each time
voice-language-ru = Russian
voice-language-en = English
voice-mouth = Who speaks, as PROVIDER:MODEL
voice-mouth-hint = For example elevenlabs:eleven_multilingual_v2, openai:gpt-4o-mini-tts, compatible:NAME@http://…, or program:PATH for a program that reads a text and writes WAV. Empty is nobody.
voice-voice = Voice
voice-voice-hint = The name or the number that the provider has for the voice: yours, or one whose owner agrees.
voice-only-administrators = { $place } is run or read by the server itself: only administrators may choose such a one. Take a provider, or ask an administrator.
voice-when-hint = When replies are spoken you say on the Rules page of each account.
model-title = Model
model-about = A model makes the twin say new things, in your manner. Code decides whether they may be said. Without a model the twin says only what you once wrote.
model-writes = Writes now:
model-none = No model: recall mode.
model-origin-settings = As the settings say.
model-origin-page = As chosen on this page.
model-origin-command-line = As --model says, for this run. What you save here counts from the next start without it.
model-spent = Today: { $prompt } tokens read (of them cached: { $cached }), { $written } written.
model-spent-of-tokens = That is { $total } of { $tokens } tokens.
model-spent-money = Money: { $money }.
model-spent-of-money = Budget: { $most }.
model-spent-estimated = Of the tokens, { $tokens } are estimated: the provider charges for a call that was given up or timed out too, but tells no number.
model-ailing-asked = last asked
model-ailing-until = It is left alone until
model-ailing-recall = Until then recall mode answers.
model-ailing-silence = Until then the twin is silent.
model-ailing-others = Until then the next model is asked.
model-ailing-again = It is asked again for the next reply.
remedy-rate-limited = There is nothing to do; if it happens often, raise the limit at the provider.
remedy-unreachable = See that its server runs and that the address is right; it recovers by itself.
remedy-budget = Raise the budget below, or wait.
remedy-key = Enter another key below.
remedy-no-credit = Put money on the account at the provider, or choose another model.
remedy-unknown-model = Correct its name or address below.
remedy-another = Choose another model below.
model-try = Try it
model-tried = It went on with a short talk like this:
model-tokens = { $read } tokens read, { $written } written
model-choice = Which model
model-model = Model, as PROVIDER:MODEL
model-model-hint = For example gemini:gemini-2.5-flash, ollama:gemma3, or compatible:NAME@http://127.0.0.1:1234/v1 for a server of your own. Empty is recall mode.
model-fallback = If it fails, these, one per line
model-key = Key
model-key-set = set
model-key-not-set = not set
model-key-missing = needed, and not set
model-key-outside = known from the settings or the environment
model-key-placeholder = Enter a new key; it is not shown again
model-key-forget = Forget the key
model-key-variable = May also stand in the environment: { $variable }.
model-prices = What a million tokens cost
model-price-in = Read
model-price-cached = Read, kept by the provider
model-price-out = Written
model-prices-hint = As your provider lists them, in any currency; where models differ, the dearest. What runs on this machine costs nothing.
model-budget = Most in a day
model-budget-tokens = Tokens
model-budget-money = Money
model-budget-hint = Leave empty for no limit. The day is yours: it begins at your midnight.
model-without = When it fails, its budget is spent, or nothing that it wrote may be said
model-without-recall = Recall mode answers: what you once wrote, or nothing
model-without-silence = The twin is silent
model-capacity = How much it is given to read
model-capacity-auto = Little if it runs on this machine, else much
model-capacity-small = Little: a few examples, for small models
model-capacity-large = Much: about a hundred examples
model-candidates = Candidates, of which the best is taken
model-timeout = How long an answer may take, in seconds
model-forget = Use the settings of the server again

choice-unknown = “{ $given }” names no provider of models. Write PROVIDER:MODEL; the providers are { $providers }.
choice-no-name = Which model of { $provider }? Write { $provider }:MODEL, without spaces.
choice-no-address = Where is the server? Write { $spec }@http://127.0.0.1:1234/v1.
choice-bad-address = The address must be http://HOST[:PORT][/PATH] or https://…: { $problem }.
address-unreadable = that is none
address-scheme = it begins with something else
address-password = a key or password belongs in the key's place, not in the address
address-query = nothing may follow the path
address-last-part = leave out the last part, it is added for every call
choice-no-key = { $provider } needs a key. Enter it below, or set { $variable } before the server starts.
choice-bad-key = That is no key: a key is one line of letters, digits and signs without spaces.
choice-key-file = The key file { $path } cannot be read: { $problem }.
choice-no-prices = A budget in money needs prices.
choice-no-number = Both the price of reading and that of writing are needed, or neither.
choice-bad-number = Enter a number from 0 on, not “{ $given }”.
choice-bad-count = Enter a whole number from 0 on, not “{ $given }”.
choice-only-providers = { $place } is an address of somebody’s own. On this server only administrators may choose such a one, for it may lead into its network. Take a provider’s own address, or ask an administrator (people.any_model_address).
choice-no-voice = Which voice should speak? Enter its name or number at the provider.
choice-only-fallback = There are fall-backs, but no model to fall back from.
choice-unavailable = Models cannot be set up: { $problem }.
trouble-rate-limited = The model is asked too often.
trouble-unreachable = The model cannot be reached.
trouble-timed-out = The model did not answer in time.
trouble-budget-spent = The day’s budget is spent.
trouble-key = The provider does not take the key.
trouble-no-credit = The provider’s account has no money left.
trouble-unknown-model = The provider has no such model, or serves nothing at that address.
trouble-filtered = The provider’s filter stopped it.
trouble-too-long = The prompt is longer than what the model can read.
trouble-refused = The provider did not take the request: { $reason }.
trouble-malformed = What came was no answer.
trouble-nothing-fits = Nothing that it wrote may be said.
step-thinking = A model writes
step-model-failed = The model wrote nothing of use
step-model-failed-recall = The twin goes by what you once wrote instead.
step-model-failed-silence = The twin stays silent.
step-given-up = The model’s answer is not used
step-explained = What went into it
step-explained-link = See what the model was asked and what it wrote
status-thinking = Thinking
chat-explained = What models were asked
explained-title = What the model was asked
explained-list = What models were asked in the chat with { $other }
explained-back = Back to the chat
explained-kept = Kept for 30 days.
explained-none = No model was asked here.
explained-silent = Nothing was sent.
explained-planned = Planned, { $percent }% sure:
explained-watched = Only watched, { $percent }% sure:
explained-ask = Not sent, for only you can know it (rule: { $rule }):
explained-failed = Nothing was sent. { $why }
explained-recalled = { $why } Recall mode answered:
explained-given-up = Not used. { $why }
explained-tokens = { $prompt } tokens read (of them cached: { $cached }), { $written } written
explained-cost = cost { $money }
explained-estimated = estimated of that: { $tokens } tokens, for nobody told what the call took
explained-drafts = What it wrote, laid out as you would, best first
explained-likeness = { $percent }% like you
explained-score = score { $score }
explained-asked = What went in
explained-sampling = Candidates: { $candidates }, temperature { $temperature }, at most { $tokens } tokens each, seed { $seed }.
explained-rules = Rules (the system role)
explained-backbone = Fixed examples
explained-transcript = Examples, memory and the conversation
explained-wrote = What it wrote, word for word, { $number }
explained-exemplars = Your own answers that it was shown
verdict-allow = may be sent
verdict-refuse = must not be sent (rule: { $rule })
verdict-ask = only if you say so (rule: { $rule })
rule-empty = nothing in it
rule-invisible = invisible characters
rule-markup = markup or code
rule-length = too long
rule-repetition = repetition
rule-language = another language
rule-links = links
rule-secrets = codes and passwords
rule-prompt = tells its instructions
rule-narration = speaks for others
rule-assistant = sounds like an assistant
rule-elsewhere = from other chats
rule-identity = who is writing
rule-names = names and places
rule-commitments = promises and consent
rule-hurts = what hurts, frightens or breaks off
rule-never-said = what you never want said
rule-left-to-owner = a topic that you keep to yourself
rule-money = money
rule-whereabouts = where you are
rule-figures = times, dates and numbers
rule-facts = what only you know

## Signing in

error-not-confirmed = Is it still you?
error-not-confirmed-hint = This cannot be taken back, so your password is asked for once more.
error-not-set-up = Nobody has a password yet
error-not-set-up-hint = Set one first: then there is something to see here.
error-too-many = Too many requests
error-too-many-hint = So much came from your address that the server catches its breath. Try again in a few seconds.
error-go-on = Go on
no-password = Whoever reaches this server can use it.
no-password-set = Set a password
menu-label = { $name }: security, sign out
menu-signed-in = Signed in as
sign-in = Sign in
sign-in-about = This server answers for people on Telegram. Only they come in.
sign-in-lost = Password lost? Who runs the server sets a new one with aitwin user set-password.
sign-in-code = One more step
sign-in-code-about = Enter the code that your app shows now.
sign-in-code-lost = Without your app, enter one of your recovery codes. Each works once.
sign-out = Sign out
field-name = Name
field-password = Password
field-new-password = New password
field-new-password-hint = { $least } characters or more. A few words in a row are good, and easy to remember.
field-again = The same once more
field-code = Code
refused-wrong = The name or the password is wrong.
refused-password = The password is wrong.
refused-code = The code is wrong or was used before. Wait for the next one and enter that.
refused-locked = Too many wrong attempts. Try again in { $wait }, at
refused-too-late = That took too long. Start again with your password.
refused-passkey = This passkey lets nobody in here: it was made elsewhere, or taken away. Sign in with your password.
refused-passkey-unusable = What your device made cannot be used here. Try again, or keep the passkey elsewhere.
refused-passkey-late = That took too long. Try again.
refused-passkeys-many = You have { $most } passkeys, which is the most. Take one away first.
refused-different = The two passwords differ. Enter the same one twice.
refused-name-taken = Somebody here has this name already. Take another one.
refused-not-invited = This invitation is used up, taken back or too old. Ask whoever sent it for a new one.
refused-name-empty = Enter a name.
refused-name-unusable = This name is too long or has characters that are not shown: { $most } characters are the most.
refused-password-short = The password is too short: { $least } characters are the least.
refused-password-long = The password is too long. A few words are enough.
refused-password-guessed = This password is easily guessed: it is a name, a common word or a date with little else, a row of keys, or the same again and again. Take several words that have nothing to do with each other.
set-up-title = Set a password
set-up-about = From then on everybody signs in here, you first. You look after the server: you can invite others, whose twins you do not see.
set-up-do = Set it and sign in
join-title = You are invited
join-about = Take a name and a password. What you bring here is yours: nobody else sees your accounts, chats or twins.
join-do = Join
confirm-title = Is it still you?
confirm-about = What comes next cannot be taken back, so your password is asked for once more. It then holds for ten minutes.
confirm-do = Go on

## Security

me-title = Security
me-about = { $name }, here is how you sign in, and who else acts for you.
me-back = Back to security
me-change = Change
me-password = Password
me-password-about = When you change it, all your other browsers are signed out.
password-signs-out = All your other browsers are signed out with it, and stay so until you sign in there with the new password. Passkeys, tokens, webhooks and the invitations that nobody has accepted go on, unless you take them back here: tick it if somebody else may have known the old password.
password-all = Also take back all passkeys, tokens and open invitations, and switch webhooks off
codes-title = Codes of an app
codes-on = On
codes-off-about = An app on your phone shows a new code every 30 seconds. With it, your password alone lets nobody in.
codes-turn-on = Turn on
codes-turn-off = Turn off
codes-left = { $count ->
    [0] You have no recovery code left. Turn the codes off and on again for new ones.
    [one] You have one recovery code left.
   *[other] You have { $count } recovery codes left.
}
codes-anew = A new phone, or new recovery codes? Turn the codes off and on again.
codes-scan = Scan this with your app (Google Authenticator, Aegis, 1Password, any), then enter the code that it shows.
codes-qr = The secret as a QR code
codes-type = Or type this into the app:
codes-open = Open in an app on this device
codes-recovery = Your recovery codes
codes-recovery-about = Keep them where your phone is not: on paper, or in a password manager. Each lets you in once when you do not have your app. They are not shown again.
codes-kept = I have kept them
passkey-use = Use a passkey
passkey-not-given = No passkey came. Try again, or use your password.
passkeys-title = Passkeys
passkeys-about = Your phone, your computer or a security key signs you in by itself, once it has seen your face, your finger or your PIN. It cannot be guessed or phished.
passkeys-add = Add a passkey
passkeys-how = Your browser now asks where to keep the passkey: on this device, in your password manager, on your phone or on a security key.
passkeys-name = What is it called?
passkeys-unknown = This browser knows no passkeys, or comes neither by HTTPS nor from this machine.
passkeys-no-name = Passkeys belong to a name, and you have opened these pages by an address, for which browsers keep none.
passkeys-elsewhere = Open them here, where you sign in once more:
passkeys-nowhere = This server has been given no name (hosts in its settings), so it can have no passkeys.
passkeys-added = added
passkeys-used = last used
passkeys-remove = Take away
browsers-title = Browsers
browsers-about = Where you are signed in. What you do not know, sign out, and change your password.
browsers-this = this one
browsers-seen = last used
browsers-unknown = A browser that does not say which
browsers-elsewhere = Sign out everywhere else
tokens-title = API tokens
tokens-about = With a token a program acts for you, within what you allow it.
tokens-make = Make a token
tokens-made = Your token
tokens-once = Copy it now: it is not shown again, and nobody can look it up.
tokens-use = The program sends it with every request:
tokens-kept = I have copied it
tokens-revoke = Take back
tokens-over = ended
tokens-used = used
tokens-not-used = not used yet
tokens-until = until
tokens-for-good = without end
tokens-name = What is it for?
tokens-name-example = My phone’s shortcuts
tokens-may = What may it do?
tokens-ends = When does it end by itself?
tokens-days = { $count ->
    [one] In one day
   *[other] In { $count } days
}
tokens-never = Never
tokens-no-name = Say what the token is for, so that you know it again.
tokens-no-scope = Tick at least one thing that it may do.
scope-read = See accounts, chats, messages and replies
scope-answer = Let drafts go, stop and take back replies, answer questions
scope-send = Send messages
scope-manage = Change modes, rules, models and memory
scope-login = Log accounts in and out
webhooks-title = Webhooks
webhooks-about = An address of yours is told of what happens, signed, within seconds. What is sent is what you see here: messages too.
webhook-add = Add a webhook
webhook-url = Where is it told?
webhook-url-malformed = This is no address. One begins with https://.
webhook-url-long = The address is too long: { $most } characters at most.
webhook-url-https = The address must begin with https://, so that nobody on the way reads along.
webhook-url-credentials = The address must not hold a name or a password. Put a secret into its path, or trust the signature.
webhook-url-port = This port is for something else. Use 443 or one from 1024 on.
webhook-url-private = This is an address of the server itself or of its own network, which not everybody can reach. Whoever runs the server may allow it (webhooks.allow_private).
webhook-events = What is it told of?
webhook-all = Everything
webhook-or = Or only of this:
webhook-others = More, for programs
webhook-no-event = Tick at least one event, or everything.
webhook-too-many = There are { $most } webhooks, and more are not possible. Remove one first.
webhook-secret = The webhook’s secret
webhook-verify = Libraries of Standard Webhooks take it as it is.
webhook-both = For a day the secret before it signs too, so that nothing is refused while you put the new one in place.
webhook-is = Webhook,
webhook-named = Webhook
webhook-secret-once = This is how the receiver knows that a message comes from here. It can be seen for five minutes, then never again. Keep it as you keep a password.
webhook-verify-how = What is sent, and how a signature is checked
webhook-remove-about = It is told nothing any more, what still waits for it is not sent, and its secret is gone for good.
webhook-remove-ask = Remove this webhook?
webhook-remove-do = Yes, remove it
webhook-renew-ask = A new secret?
webhook-renew-about = You put the new one in place where the messages arrive. For 24 hours both sign, then the old one no longer does.
webhook-renew-do = Make a new secret
webhook-not = No, leave it
webhook-test-taken = The test was taken: everything works.
webhook-test-goes = The test is still on its way. Load this page again in a moment.
webhook-test-failed = The test was not taken: { $why }. It is tried again by itself.
webhook-dropped = { $count ->
    [one] { $count } event was dropped
   *[other] { $count } events were dropped
}, because more than { $most } waited. Last on
log-account-removed = Telegram account removed
log-model-chosen = Model chosen
log-model-key-set = Key of a model set
log-model-key-removed = Key of a model forgotten
log-webhook-changed = Webhook changed
log-webhook-secret = New secret for a webhook
webhook-is-on = works
webhook-is-off = off
webhook-fails = fails
webhook-off-owner = You have turned it off: nothing is sent.
webhook-off-gone = It has answered that it is gone for good (410), so nothing is sent any more.
webhook-off-failing = In five days of tries it took nothing, so it is told nothing any more. Turn it on again once it works.
webhook-look = Have a look
webhook-state = How it does
webhook-succeeded = Took something last on
webhook-never = It has not taken anything yet.
webhook-failing = { $count ->
    [one] One try has failed since
   *[other] { $count } tries have failed since
}
webhook-old-until = The secret before the present one signs too until
webhook-test = Send a test
webhook-turn-off = Turn off
webhook-turn-on = Turn on
webhook-renew = New secret
webhook-remove = Remove
webhook-change = Address and events
webhook-save = Save
webhook-deliveries = What it was told
webhook-deliveries-about = The newest of the last three days.
webhook-none-yet = Nothing yet.
webhook-again = Send again
delivery-taken = taken
delivery-given-up = given up
delivery-goes = on its way
delivery-again = is tried again
delivery-answered = answered { $status }
delivery-redirect = answered { $status }: it leads elsewhere, and that is not followed
delivery-tries = { $count ->
    [one] 1 try
   *[other] { $count } tries
}
delivery-next = next on
delivery-unknown-host = there is no such host
delivery-forbidden-address = the host leads to an address that not everybody can reach
delivery-forbidden-url = the server’s settings no longer allow this address
delivery-connection = no connection
delivery-certificate = the certificate is not valid for this host
delivery-too-long = no answer within 15 seconds
event-message = A message came or was written
event-drafted = A draft waits for you
event-planned = A reply is planned
event-cut-short = The rest of a reply was left out
event-sent = A reply was sent
event-failed = A reply could not be sent
event-cancelled = A reply was withdrawn
event-judged = You have said something of a reply
event-asked = The twin asks you something
event-held = The twin holds back
event-paused = Paused or resumed
event-alert = An account has run into trouble
event-connection = An account’s connection changed
event-edited = A message was edited
event-deleted = Messages were deleted
event-history-done = The history was read
event-history-refused = Telegram does not let the history be read on
event-import-done = An import is done
event-ignored = The twin leaves a message alone
event-waiting = The twin waits for the other side to finish
event-standing-down = The twin keeps out because you write
event-seen = You have put alerts or failures away
event-policy-changed = The rules have changed
event-thinking = A model is being asked
event-model-failed = A model gave no answer
event-given-up = The twin stopped thinking about it
event-explained = What a model was asked can be read
event-silent = The twin stays silent
event-watched = What the twin would have said
event-redrafted = You worked on a draft
event-compared = What the twin would have said, beside yours
event-taken-back = The twin was taken back by a step
event-answer-planned = Your answer is planned as a reply
event-read = A chat was marked as read
event-recording = The twin is recording a voice note
event-listening = A voice note is being heard
event-heard = What is said in a voice note is known
event-not-heard = A voice note was not heard
event-speaking = A reply is being spoken
event-not-spoken = A reply is written instead of spoken
event-typing = The twin is typing
event-retrying = Sending is tried again
event-remembered = The memory of a chat was written
event-memory-changed = What is remembered has changed
event-question-closed = A question is closed
event-test = Test
event-restarted = The server was restarted
log-title = What happened
log-about = Nobody can change this list, you neither.
log-all = Show all
log-more = Earlier
log-here = on the server itself
log-signed-in = Signed in
log-refused = A wrong password or code
log-signed-out = Signed out
log-signed-out-everywhere = Signed out everywhere else
log-password-set = Password set
log-codes-on = Codes of an app turned on
log-codes-off = Codes of an app turned off
log-passkey-added = Passkey added
log-passkey-removed = Passkey removed
log-token-made = API token made
log-token-revoked = API token taken back
log-invited = Somebody invited
log-invitation-accepted = Invitation accepted
log-invitation-withdrawn = Invitation taken back
log-role-changed = Role changed
log-kept-out = Kept out
log-let-in = Let in again
log-account-in = Telegram account connected
log-account-out = Telegram account logged out
log-webhook-set = Webhook added
log-webhook-removed = Webhook removed
log-webhook-disabled = Webhook turned off because it failed
log-exported = Messages exported

## People

people-title = People
people-about = Who is on this server. Everybody has accounts and twins of their own; nobody sees those of others, you neither. Administrators invite people and keep them out.
people-you = you
people-since = since
people-kept-out = kept out
people-keep-out = Keep out
people-let-in = Let in
role-label = What they may do
role-owner = Member
role-admin = Administrator
role-make-admin = Make administrator
role-make-owner = Make member
invite-title = Invite somebody
invite-about = A link lets one person in, within seven days.
invite-do = Make a link
invite-made = The link of your invitation
invite-made-about = Send it to whom you invite. It is not shown again, and lets in whoever opens it first.
invite-open-until = open until
invite-withdraw = Take back

## Rules

pause-all = Pause all
resume-all = Paused: resume
paused = Paused
paused-here = The twin is paused in this chat.
paused-here-until = It goes on by itself:
paused-here-for-good = Here nothing is sent until you resume it.
pause-here = Take over
resume-here = Resume here
step-resumed-here = The pause in this chat is over
step-held = Holds back
step-held-until = Until
status-held = Holds back
given-up-held = While the model was thinking it became a time to keep out: a pause, the hours, or you in the chat.
cancelled-forgotten = Why is not known any more: it was before the last start.
cancelled-held = What you allow no longer lets it go now.
held-paused = The twin is paused.
held-owner-here = You have just read this chat: you may be about to answer.
held-owner-online = You are online: everything waits until you are not.
held-hours = It is outside the hours in which the twin may write.
held-spacing = Messages in a chat keep their distance.
held-turns-per-hour = The twin has answered here by itself as often as it may in an hour.
held-messages-per-minute = The account has sent as many messages as it may in a minute.
held-messages-per-day-here = The twin has sent as many messages here as it may in a day.
held-messages-per-day = The account has sent as many messages as it may in a day.
held-exchanges = Here every answer is answered at once, again and again, as between two programs. The twin stops until there was a rest.
alert-seen = Seen
alert-flooded = Telegram told this account three times within an hour to slow down, so the twin is paused. Wait a few hours and then resume it; if it comes back, lower the limits.
alert-restricted = Telegram has limited this account ({ $reason }), so the twin is paused. Write to @SpamBot in Telegram: it says for how long. Resume the twin once the limit is lifted.
alert-frozen = Telegram has frozen this account ({ $reason }), so the twin is paused. Open Telegram: it says there why, and how to appeal.
alert-duplicated = Telegram ended this session because its key was in use in two places at once ({ $reason }). See to it that only one server runs this account, then log in again.
alert-ended = Telegram ended this session ({ $reason }). If that was not you, look in Telegram under Settings → Devices for devices you do not know. To go on, log in again.
alert-not-revoked = The keys are deleted here, but Telegram could not be reached to end the session. End it yourself in Telegram: Settings → Devices.
rules-title = Rules
rules-about = When the twin may write, how much, and when it keeps out.
rules-paused = Paused.
rules-paused-until = The twin goes on by itself:
rules-paused-for-good = Nothing is sent until you resume it.
rules-always = The twin may write at any hour.
rules-open = The twin may write now, until
rules-never = The twin may not write at any hour.
rules-closed = The twin may not write now, until
rules-resume = Resume
rules-pause-half-hour = Pause for 30 minutes
rules-pause-hours = Pause for 2 hours
rules-pause = Pause until I resume
rules-problems = { $count ->
    [one] One field cannot be taken; it is marked below. Nothing was changed.
   *[other] { $count } fields cannot be taken; they are marked below. Nothing was changed.
}
rules-changed = These rules have changed since you opened the page, so nothing of yours was saved. Save again to put yours in their place.
rules-changed-see = See what holds now
rules-hours = Hours
rules-hours-always = At any hour
rules-hours-week = By the week:
rules-grid = Hours of the week
rules-exact = Exact hours, to the minute
rules-paint = Green is when the twin may write by itself. Drag over the hours to paint or clear them; with keys: arrows, Space, and Shift with arrows.
rules-no-paint = Painting takes JavaScript. Without it, choose “By the week” and write the hours below.
rules-who = Who is answered
rules-strangers-means = People who are not in your contacts.
rules-countdown-means = Until then you can stop it, in the inbox or in Telegram.
rules-never-these = Channels, bots and Telegram’s own accounts are never answered, and the twin never writes first.
rules-after-writing-means = You have taken over, from whatever device. It begins anew with every message of yours.
rules-after-reading-means = You may be about to answer.
rules-exchanges-means = So that two programs do not talk to each other for ever.
pace-in-short = As slowly as you answer, hour by hour; learnt, not set.
rules-hours-hint = For example 9:00–13:00, 14:00–18:00. An empty day is closed; 22:00–2:00 runs past midnight.
rules-closed-day = closed
rules-exceptions = Other days
rules-exceptions-example =
    2026-12-31
    2027-01-02 12:00–18:00
rules-exceptions-hint = A date a line, with its own hours. A date alone is closed all day.
rules-zone = Time zone
rules-away-until = I am away until
rules-outside = Outside the hours
rules-outside-silence = Stay silent and answer when the hours begin
rules-outside-draft = Write drafts
rules-outside-away = Say it in my words, once in an absence to everybody who writes:
rules-away-text = My words
rules-answer-within = Do not answer what is older than
rules-you = You come first
rules-after-writing = After I wrote in a chat, keep out of it for
rules-after-reading = After I read a chat, wait
rules-while-online = Hold everything while I am online on another device
rules-countdown = In countdown mode, show a reply before it is sent for
rules-strangers = People who are not among my contacts
rules-strangers-like-all = Like all others
rules-groups = In groups where somebody mentions me or replies to me
rules-groups-hint = What others say to each other there is only read as context, and the twin quotes whom it answers. A group’s own page may say otherwise.
rules-saved = Saved Messages
rules-saved-nothing = The twin writes nothing there and does not listen
rules-saved-questions = It asks what only I can know, and does what I tell it
rules-saved-drafts = It also shows drafts and countdowns
rules-saved-hint = Write “twin help” there to see what it understands.
rules-digest-at = Tell me there what the day brought, at (empty is never)
rules-bad-clock = “{ $given }” is no time of day. Write it like 21:00, before 24:00.
manner-title = In this chat
manner-as-account = As in the whole account
manner-told-never = In no reply
manner-told-first = In the first that the twin sends by itself
manner-told-each = In each of them
rules-told = Saying that it is a twin
rules-told-about = People talk with a program here. In many countries they must be told so; wherever they live it is fair. What you have read and sent yourself tells nothing.
rules-told-first = In the first reply of a chat that the twin sends by itself, as a message before it
rules-told-each = In each of them, below it
rules-told-never = Never: I tell people myself
rules-told-text = In these words
rules-told-example = My digital twin is answering for me
rules-aloud = Voice
rules-aloud-never = Replies are always written
rules-aloud-mirror = A voice note is answered by a voice note
rules-aloud-as-owner = As often as I myself speak to this person
rules-aloud-always = Replies are always voice notes

rules-limits = Limits
rules-limits-hint = What goes beyond becomes a draft. An empty field does not limit.
rules-spacing = Between two messages in a chat, at least
rules-turns = Replies an hour in a chat
rules-day-here = Messages a day in a chat
rules-minute = Messages a minute in all chats
rules-day = Messages a day in all chats
rules-exchanges = Stop after so many replies in a row that are answered at once
rules-quick = At once means within
rules-bad-span = “{ $given }” is no span of hours. Write it like 9:00–18:00, between 0:00 and 24:00.
rules-bad-date = “{ $given }” is no date. Write it like 2026-12-31.
rules-date-twice = “{ $given }” stands there twice. Write all its hours in one line.
rules-no-hours = There are no hours in this week, so the twin would never write. Choose some, or set its mode to Off.
rules-bad-moment = “{ $given }” is no moment. Write it like 2026-12-31 09:00.
rules-bad-zone = There is no time zone “{ $given }”. Write it like Europe/London, or leave it empty for that of the server.
rules-bad-number = Enter a whole number from { $least } to { $most }, not “{ $given }”.
rules-no-number = A whole number from { $least } to { $most } is needed here.
rules-past = “{ $given }” has passed. Name a later moment, or leave it empty.
rules-bad-choice = There is no choice “{ $given }”. Choose one of those shown.
rules-no-words = Write what the twin is to say, or choose something else.
day-monday = Mon
day-tuesday = Tue
day-wednesday = Wed
day-thursday = Thu
day-friday = Fri
day-saturday = Sat
day-sunday = Sun
panic-title = Panic button
panic-about = Pauses the twin, withdraws everything that is planned, ends its session at Telegram and deletes its keys here. What it has learnt stays.
panic-open = Panic…
panic-again = To go on afterwards you will have to log in again.
panic-do = End the session now
panic-not = Back, do nothing
panic-done = Done
panic-ended = You have ended the session: Telegram has confirmed it, and its keys are deleted here. The twin is paused.
panic-no-session = Nothing was left to end: this account had no session here any more. The twin is paused.

## The HTTP API

api-title = HTTP API
api-about = What the pages do, for programs.
api-token-about = Every request needs a token. The page Security makes one, or on the server `aitwin token make --name NAME --scopes read,send`.
api-no-demo = The demo lets everybody in, so it knows no tokens and has no API: this page shows what a server of your own has. Start one with `aitwin serve` and set a password.
api-first-steps = First steps
api-token-make = Make a token
api-scopes-about = A token may do what its scopes say: `read` sees, `answer` lets drafts go, stops and takes back replies and answers questions, `send` writes in your name, `manage` changes modes, rules, memory, the model, tokens and webhooks, `login` connects accounts and removes them. Whoever’s it is, it sees their accounts only.
api-conventions = Times are milliseconds since 1970 (UTC). Chats and people have Telegram’s numbers, groups and channels negative ones. Lists come in parts: `next` of one is the `cursor` of the following. What an endpoint does not know is refused.
api-problems-about = Errors are problem+json (RFC 9457): go by `code`; `title` and `detail` say what to do, in English or, by `Accept-Language`, in Russian. 429 and 503 come with `Retry-After`.
api-document-about = The same as a document for tools, OpenAPI 3.1:
api-contents = Contents
api-in-english = What follows is in English where it comes out of the OpenAPI document.
api-webhooks = Webhooks: what is sent
api-webhooks-sent = A `POST` with JSON, in the shape of `/api/v1/events`, within seconds. Beside the events that you choose, `test` comes when you send a test, and `restarted` after every start of the server: something may have been missed then, so load anew what you show.
api-webhooks-signed = Each is signed as Standard Webhooks has it: `webhook-signature` is HMAC-SHA256 over `webhook-id`, `webhook-timestamp` and the body. Refuse what is not signed with your secret, and what is older than five minutes. In Python:
api-webhooks-tries = An answer of 200 to 299 within 15 seconds says that it was taken; else it is tried again, ten times in about a day. An event may come twice, under the same `webhook-id`. A webhook that took nothing in five days of tries, or answered 410, is turned off, and every page says so.
api-webhooks-deleted = Where a message is deleted, its words go out of what still waits: such an event has `"withdrawn": true` and says only what it was about.
api-scope-of = Scope:
api-parameters = Parameters
api-body = Body
api-answers = Answers
api-shapes = Shapes
api-may-be-missing = may be left out
api-no-token = A token is needed
api-no-token-hint = Send “Authorization: Bearer …” with a token; “aitwin token make” makes one.
api-invalid-token = The token is not valid
api-invalid-token-hint = It is none of this server’s, was taken back, or has ended. Make a new one with “aitwin token make”.
api-scope = The token does not allow this
api-scope-hint = It lacks the scope “{ $scope }”. Use a token that has it.
api-scope-not-own = A token cannot give more than it has
api-scope-not-own-hint = This token lacks the scope “{ $scope }”, so it cannot make one that has it.
api-cross-site-hint = Programs send neither Origin nor Sec-Fetch-Site of another site.
api-no-address = There is nothing at this address
api-see-document = /api/openapi.json lists all addresses and methods.
api-not-found = Not found
api-not-found-hint = Nothing of yours has this identifier. The lists tell which there are.
api-json = The body is no JSON
api-json-hint = It stops being JSON in line { $line }, column { $column }.
api-media = The body has the wrong type
api-media-hint = Send JSON with “Content-Type: application/json”.
api-large = The body is too long
api-large-hint = { $kilobytes } KB at most.
api-invalid = “{ $field }” cannot be used
api-wrong-shape = It has another shape than /api shows.
api-json-ends = It ends in the middle.
api-json-broken-off = It did not come whole. Send it again.
api-json-nul = A text in it holds the character U+0000, which no text needs.
api-wrong-missing = It is missing, and needed.
api-wrong-unknown = Nothing of this name is known here.
api-wrong-unknown-of = Nothing of this name is known here. Known are: { $known }.
api-wrong-one-of = It is one of: { $known }.
api-wrong-text = A text is needed, in quotes.
api-wrong-whole = A whole number is needed.
api-wrong-count = A whole number is needed, 0 or more.
api-wrong-number = A number is needed.
api-wrong-flag = It is true or false.
api-wrong-list = A list is needed, in square brackets.
api-wrong-object = An object is needed, in braces.
api-wrong-limit = A whole number from 1 to { $most } is needed, or "none" for no limit.
api-wrong-spans = Hours of a day are needed, such as "9:00-13:00, 14-18" or "22-2"; "" closes the day.
api-wrong-clock = A time of day is needed, such as "21:00".
api-wrong-day = A date is needed, such as "2026-12-31".
api-wrong-words = The words that are to be said are needed, at most { $most } characters.
api-wrong-moment = A date (2026-01-31) or a moment (2026-01-31T18:00:00Z) is needed.
api-wrong-no-person = This is no chat with a person.
api-import-owner = The export of a single chat does not say whose it is. Add your Telegram number to the address: ?owner=NUMBER. Who writes in it: { $people }.
api-wrong-empty = There is nothing in it.
api-wrong-long = It is too long: { $most } characters at most.
api-wrong-lines = These are too many messages: { $most } at most.
api-wrong-range = A number from { $least } to { $most } is wanted.
api-wrong-cursor = A cursor is the “next” of the part before, unchanged.
api-wrong-account = There are several accounts: say which by “account” or “phone”.
api-wrong-peer = A chat’s number, @name or “me” is wanted.
api-wrong-key = A key has 1 to 255 visible ASCII characters, and is the same in the header and in the body.
api-wrong-zone = No such time zone; names are like Europe/Berlin.
api-wrong-scope = Scopes are `read`, `answer`, `send`, `manage` and `login`; at least one is wanted.
api-mcp = Assistants (MCP)
api-mcp-about = An assistant that speaks the Model Context Protocol can search your messages, ask your twin what it would say, and see to its drafts. With a token that may only read it sends nothing. What strangers have written may try to command it: let it ask you before it approves.
api-mcp-program = It starts a program:
api-mcp-address = Or it is given an address:
api-wrong-event = There is no such event. All are listed on the page /api.
api-many-webhooks = There are too many webhooks
api-webhook-off = The webhook is off
api-webhook-off-hint = Nothing is sent while it is off. Turn it on first: “enabled”: true.
api-late = Too late
api-late-hint = It has been sent, is being sent, was withdrawn, or is closed. Load it again.
api-changed = It has changed since you read it
api-changed-hint = Read it again, and change what is there now.
api-busy = It is being done already
api-busy-hint = Wait until it is done.
api-no-model = No model writes
api-no-model-hint = Choose one under Model, or measure by recall.
api-no-account = No account is connected
api-no-account-hint = Log one in: POST /auth/auth/request_code, then POST /auth/auth/verify_code.
api-no-login = No login of this number is under way
api-no-login-hint = Ask for a code first: POST /auth/auth/request_code. A login lasts 15 minutes.
api-phone = This is no phone number
api-phone-hint = Give it with the country code, as in +49 170 1234567.
api-phone-unknown = Telegram has no account with this number
api-phone-unknown-hint = Make it in an official Telegram app first.
api-phone-banned = Telegram has banned this number
api-phone-banned-hint = Write to Telegram’s support from its app.
api-code = The code is wrong
api-code-hint = Look at the newest message from Telegram and send verify_code again.
api-code-expired = The code is too old
api-code-expired-hint = Ask for a new one: POST /auth/auth/request_code.
api-password = The password is wrong
api-password-hint = It is the password of Telegram’s two-step verification. Send verify_code again.
api-flood = Telegram asks to wait
api-flood-hint = Try again in { $seconds } s.
api-id = Telegram does not accept this server’s application
api-id-hint = The server’s telegram.api_id and telegram.api_hash must be those of my.telegram.org.
api-step = This is not what is asked for now
api-step-hint = Look at the login’s step.
api-refused = Telegram refuses
api-refused-hint = Its reason: { $reason }. The same would be refused again.
api-account = There is no such account
api-account-hint = GET /api/v1/accounts lists yours.
api-peer = Nobody is known by that number or name
api-peer-hint = POST /get_dialogs lists whom the account knows; others are found by their @name.
api-logged-out = The account is not logged in
api-logged-out-hint = Log it in: POST /auth/auth/request_code, then POST /auth/auth/verify_code.
api-offline = The account is not connected just now
api-offline-hint = It connects again by itself. Try again soon.
api-restricted = Telegram has limited this account
api-restricted-hint = Its reason: { $reason }. The twin is paused; look into the account’s own app.
api-held = Nothing is sent for now: Telegram has limited this account
api-held-hint = The owner has to see to it first: on the pages, where the alert stands, or by resuming the twin.
api-limit-reached = So many messages a program may send, and no more
api-limit-reached-hint = Try again in { $seconds } s. The limits are messages_per_minute and messages_per_day in the account’s rules.
api-no-answer = No answer came from Telegram
api-no-answer-hint = It may have been done. Repeat it: under the same Idempotency-Key nothing is sent twice.
api-key-taken = This key belongs to another message
api-key-taken-hint = Use a new Idempotency-Key for each message.
api-key-busy = The same is being sent just now
api-key-busy-hint = Ask again in a moment.
api-next-code = Telegram has sent a code. Send it: POST /auth/auth/verify_code with phone and code.
api-next-qr = Show `url` as a QR code, have it scanned in Telegram (Settings, Devices), then ask with "qr": true.
api-next-password = The account has a password. Send it: POST /auth/auth/verify_code with phone and password.
api-next-done = The account is connected.

## Settings

settings-about = You and this server. What a twin may do in an account is set with the account.
settings-person = You
settings-security = Password, two-step codes, passkeys, and the browsers that are signed in.
settings-people = Who else has twins on this server, and invitations.
settings-programs = For programs
settings-api = Every address, what it takes and what it answers; the twin as a tool for assistants.
settings-twins = For your twins
settings-model = Which model writes, its keys, prices and budget; or none.
settings-voice = Who hears voice notes and who speaks, and their keys.
settings-server = Server
settings-key = Master key
settings-key-since = in use since
settings-key-file = in a file beside the data
settings-key-given = given at the start
settings-key-next = Everything is sealed with AITWIN_MASTER_KEY_NEW. Give it as AITWIN_MASTER_KEY at the next start, and take the other away.
settings-key-about = It seals sessions, keys and tokens. Without it a copy of the database opens nothing: keep a copy of the key elsewhere. On the server:
settings-key-export = writes it to a file that a passphrase opens.
settings-key-rotate = changes it while the server runs.
settings-backup = Backups
settings-backup-about = Everything in one file, encrypted, taken while the server runs. On the server:
settings-backup-make = makes one.
settings-backup-restore = brings it back into an empty server.
notify-title = Notifications
notify-about = What needs you appears on the open page in any case. This browser can also tell you while you look elsewhere, as long as a page is open.
notify-off = Don’t notify me in this browser
notify-on = Notify me, without the text of messages
notify-text = Notify me, with the text
notify-refused = This browser does not let the page notify you. Allow it in the browser’s settings for this address.
remove-title = Remove this account?
remove-about = Its session ends at Telegram, and everything that is known of it here is erased: chats, messages, what the twin has learnt and remembers, rules, drafts and replies. In Telegram itself nothing is deleted.
remove-for-good = This cannot be taken back. To stop the twin for a while, pause it instead.
remove-do = Remove it with everything
remove-not = No, leave it
remove-done = The account is removed
remove-ended = Telegram has ended the session, and nothing of the account is kept here. Where there is much, erasing it takes a few minutes; you need not wait.
remove-no-session = Nothing of the account is kept here. Its session had ended before.
remove-only-here = Nothing of the account is kept here, but Telegram could not be told. End the session yourself: in Telegram, Settings → Devices.
remove-link = Remove the account
remove-link-about = It is logged out, and all that is known of it is erased.
tag-telegram = Telegram itself
tag-accounts = Accounts
tag-chats = Chats
tag-exemplars = Exemplars
tag-memory = Memory
tag-twin = Twin
tag-relations = Relations
tag-learning = Learning
tag-rules = Rules
tag-statistics = Statistics
tag-audit = Audit log
tag-events = Events
tag-imports = Imports
tag-logins = Logins
tag-messages = Messages
tag-model = Model
tag-questions = Questions
tag-replies = Replies
tag-tokens = Tokens
tag-webhooks = Webhooks
op-get-api-v1-accounts = List accounts
op-get-api-v1-accounts-account = Get an account
op-get-api-v1-accounts-account-chats = List chats
op-get-api-v1-accounts-account-chats-chat = Get a chat
op-post-api-v1-accounts-account-chats-chat-exemplars-exemplar-restore = Restore an exemplar
op-post-api-v1-accounts-account-chats-chat-exemplars-exemplar-strike = Strike an exemplar out
op-get-api-v1-accounts-account-chats-chat-facts = List what is known of a chat
op-post-api-v1-accounts-account-chats-chat-facts = Note a fact of a chat
op-get-api-v1-accounts-account-chats-chat-messages = List a chat's messages
op-put-api-v1-accounts-account-chats-chat-manner = Set a chat's manner
op-put-api-v1-accounts-account-chats-chat-mode = Set a chat's mode
op-put-api-v1-accounts-account-chats-chat-relation = Set a relation
op-get-api-v1-accounts-account-exemplars = List exemplars
op-get-api-v1-accounts-account-facts = List what is known everywhere
op-post-api-v1-accounts-account-facts = Note a fact about the owner
op-delete-api-v1-accounts-account-facts-fact = Erase a fact
op-patch-api-v1-accounts-account-facts-fact = Change a fact
op-get-api-v1-accounts-account-history = How far a history was read
op-post-api-v1-accounts-account-history = Read a history
op-post-api-v1-accounts-account-log-out = Log an account out
op-put-api-v1-accounts-account-mode = Set an account's mode
op-post-api-v1-accounts-account-pause = Pause an account
op-get-api-v1-accounts-account-twin = Get the portrait
op-get-api-v1-accounts-account-likeness = Get the likeness
op-post-api-v1-accounts-account-likeness = Measure the likeness
op-get-api-v1-accounts-account-bounds = Get the bounds
op-put-api-v1-accounts-account-bounds = Replace the bounds
op-get-api-v1-accounts-account-relations = List relations
op-post-api-v1-accounts-account-resume = Resume an account
op-get-api-v1-accounts-account-rules = Get the rules
op-put-api-v1-accounts-account-rules = Replace the rules
op-patch-api-v1-accounts-account-rules = Change the rules
op-get-api-v1-accounts-account-statistics = Get statistics
op-get-api-v1-audit = Read the audit log
op-get-api-v1-events = Follow events
op-post-api-v1-imports = Import an export
op-post-api-v1-logins = Begin a login
op-get-api-v1-logins-login = Look at a login
op-post-api-v1-logins-login = Answer a login's step
op-delete-api-v1-logins-login = Give a login up
op-get-api-v1-messages = Search messages
op-get-api-v1-model = Get the model
op-put-api-v1-model = Choose the model
op-delete-api-v1-model = Take the choice back
op-post-api-v1-model-forget-key = Forget a key of a model
op-get-api-v1-questions = List questions
op-post-api-v1-questions-question-answer = Answer a question
op-post-api-v1-questions-question-decline = Decline a question
op-get-api-v1-replies = List replies
op-post-api-v1-replies-reply-approve = Approve a draft
op-post-api-v1-replies-reply-stop = Stop a reply
op-post-api-v1-replies-reply-undo = Take a reply back
op-get-api-v1-tokens = List tokens
op-post-api-v1-tokens = Make a token
op-delete-api-v1-tokens-token = Revoke a token
op-get-api-v1-webhooks = List webhooks
op-post-api-v1-webhooks = Add a webhook
op-get-api-v1-webhooks-webhook = Get a webhook
op-delete-api-v1-webhooks-webhook = Remove a webhook
op-patch-api-v1-webhooks-webhook = Change a webhook
op-get-api-v1-webhooks-webhook-deliveries = List deliveries
op-post-api-v1-webhooks-webhook-deliveries-delivery-redeliver = Send a delivery again
op-post-api-v1-webhooks-webhook-secret = Renew a webhook's secret
op-post-api-v1-webhooks-webhook-test = Test a webhook
op-post-auth-auth-request-code = Ask for a code
op-post-auth-auth-verify-code = Send the code
op-post-get-dialogs = List dialogs
op-post-send-message = Send a message
op-delete-api-v1-accounts-account = Remove an account

## The list of chats, and what is done in it

talks-title = Chats
talks-show = Which chats
talks-needs = Needs you
talks-active = Active
talks-all = All
talks-search = Search by name
talks-more = More chats
talks-none-needs = Nothing here waits for your word.
talks-none-found = No chat has such a name.
doing-drafted = draft
doing-asks = asks you
doing-waiting = waits
doing-composing = thinks
doing-typing = types
doing-goes-out = goes out in
doing-goes-out-now = goes out
doing-stands-down = keeps out until
doing-held = held back
doing-held-until = held until
doing-paused = paused
doing-paused-until = paused until
doing-failed = not delivered
chat-earlier = Earlier messages
chat-latest = To the latest messages
chat-search = Search in this chat
say-label = Write yourself
say-send = Send as you
say-hint = It goes out at once, and your twin keeps out of this chat for a while, as when you write in your app.
say-logged-out = The account is logged out at Telegram. Log in again, and your words can go.
say-not-connected = Telegram is not connected now, so nothing was sent. Try again in a moment.
say-no-answer = Telegram did not answer, so it is not known whether this arrived. Send it again as it is: it does not arrive twice.
say-refused = Telegram does not take it: { $reason }.
say-held = Telegram has limited this account, so nothing is sent for now. Look into its app, then say in the alert that you have seen it, or resume your twin.
note-title = Note
note-about = For you alone: your twin never reads this, and neither does a model.
note-changed = Last changed
note-saved = Saved
note-too-long = This is too long: a note has { $most } characters at most.
note-to-memory = Let the twin know
note-to-memory-hint = Writes it into the memory of this chat, where the twin uses it in its replies
bubble-why = why?
pause-here-hint = You take over: the twin keeps out of this chat until you resume it.
twin-steps-button = Steps
reword-title = Say it differently
reword-warmer = Warmer
reword-shorter = Shorter
reword-another = Another way
reword-words = How it is to be said
reword-words-example = In your words: “say I’ll be late”
reword-do = Rewrite
reword-with-model = Warmer, shorter, or in words of your own: that takes a model, and none writes now.
reword-choose = Choose a model
reword-needs-model = Only a model can do that, and none writes now. Choose one on the page “Model”, take another way, or change the draft yourself.
reword-nothing-else = Nothing else came out that may be said. Change the draft yourself, or leave it.
reword-no-wish = Say how the draft is to be said.
explained-no-model = No model was asked: the twin drew this from what you once said yourself.
explained-drawn-from = You answered so in the chat with { $chat }, when asked on
keys-title = Keys
keys-next = next chat
keys-previous = previous chat
keys-approve = send the draft on which you are
keys-edit = go to the draft and change it; Esc leaves its words
keys-discard = don’t send that draft, or stop it
keys-undo = take back what you are on
keys-write = write in the chat yourself
keys-search = search
keys-help = these keys

## History

nav-history = History
past-title = History
past-about = Every message that this server keeps of your chats. Look for words in any form; put a phrase in quotes.
past-words = Search messages
past-find = Search
past-filter = Filter
past-any = Any
past-account = Account
past-by = Written by
past-by-other = Others
past-by-owner = You
past-by-twin = Your twin
past-kind = Kind
past-kind-text = Text
past-kind-voice = Voice message
past-kind-sticker = Sticker
past-kind-media = Photo, video, file
past-kind-service = Service message
past-mode = Twin’s mode then
past-from = From
past-to = To
past-chat = Chat
past-one-chat = Only in one chat
past-found = What was found
past-older = Older messages
past-fresh = There are new messages: show them
past-erase = Erase…
past-nothing = No such message is kept here.
past-nothing-yet = No messages are kept here yet. Connect an account or bring an export of your chats.
past-indexing = Older messages are being indexed and not all found yet: { $done } of { $of }.
past-wrong = This filter has something in it that is not there any more. Choose it anew.
past-wrong-days = These dates are not valid: write them as 2026-11-26, the first before the last.
past-wrong-long = That is too long to look for: leave at most 1000 characters.
erase-title = Erase messages?
erase-all = No filter is set: that is every message that is kept here.
erase-count = { $count ->
    [one] One message will be erased.
   *[other] { $count } messages will be erased.
}
erase-many = { $count } messages and more will be erased.
erase-about = With them goes what your twin has learnt of them: its exemplars, its memory of them, what models were asked. It cannot be taken back.
erase-telegram = At Telegram nothing changes. If you have the history read again, or import it, they come back.
erase-do = Erase them
erase-back = Leave them
erase-done = Erased
erase-done-count = { $count ->
    [one] One message was erased, with what was learnt of it.
   *[other] { $count } messages were erased, with what was learnt of them.
}
log-erased = Messages erased

## Statistics

nav-statistics = Statistics
numbers-about = What came, what you wrote, and what your twin did for you.
numbers-all-accounts = All accounts
numbers-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
numbers-indexing = Older messages are being indexed and not all counted yet.
numbers-messages = Messages
numbers-came = Received
numbers-by-owner = By you
numbers-by-twin = By your twin
numbers-sent = Replies sent by the twin
numbers-unedited = Sent unedited
numbers-unedited-about = as your twin wrote them
numbers-saved = Time saved
numbers-saved-about = 15 s to read and 0.28 s a character to type
numbers-twin-in = Your twin usually answers within
numbers-owner-in = You usually answer within
numbers-in-about = median
numbers-bar = { $came } received, { $owner } by you, { $twin } by your twin
numbers-table = As a table
numbers-day = Day
numbers-replies = Replies
numbers-no-replies = Your twin has sent nothing in these days.
numbers-in-mode = Sent, { $mode }
numbers-approved = Drafts approved
numbers-edited = Drafts edited first
numbers-rejected = Drafts discarded
numbers-undone = Taken back
numbers-failed = Refused by Telegram
numbers-chats = Liveliest chats
numbers-no-chats = Nothing was said in these days.
numbers-chat = Chat
numbers-voice = Voice
numbers-heard = { $count ->
    [one] One voice note heard
   *[other] { $count } voice notes heard
 }, { $minutes } min paid for.
numbers-spoke = { $count ->
    [one] One reply spoken
   *[other] { $count } replies spoken
 }: { $minutes } min, { $characters } characters paid for.
numbers-models = Models
numbers-tokens = { $count } tokens, ${ $cost }

## The portrait: how you write

nav-twin-profile = Twin
twin-tab-portrait = How you write
twin-reading = Reading your messages…
twin-nobody = Connect an account or upload your chats, and your portrait appears here: how you write, and to whom.
twin-begin = Begin
portrait-about = A portrait of your manner, made from your own messages. Your twin writes by it.
portrait-whom = To whom you write
portrait-everybody = Everybody
portrait-more-people = { $count } more
portrait-nothing = You have not written anything here yet.
portrait-to = To { $whom }
portrait-to-everybody = To everybody
portrait-texts = { $count ->
    [one] from { $count } message of yours
   *[other] from { $count } messages of yours
}
portrait-in-short = You write { $how }.
portrait-brief = briefly
portrait-medium = neither briefly nor at length
portrait-long = at length
portrait-one-bubble = all in one message
portrait-one-or-two-bubbles = in one or two messages
portrait-some-bubbles = in several messages in a row
portrait-capital = with a capital first
portrait-small = without capitals
portrait-full-stop = with a full stop at the end
portrait-no-full-stop = without a full stop
portrait-smiles = smiling with a bracket
portrait-few = These are first impressions: it takes about { $enough } messages to be sure.
portrait-median = Usual length
portrait-characters = { $count ->
    [one] character
   *[other] characters
}
portrait-in-a-row = In a row
portrait-messages = messages
portrait-with-emoji = With emoji
portrait-answers-in = You usually answer in
portrait-differs = Different from usual
portrait-differs-not = Here you write as you write to everybody.
portrait-here = here
portrait-usual = usually
portrait-more = More
portrait-less = Less
portrait-fewer = Fewer
portrait-instead-of = usually { $usual }
portrait-longer = Longer messages, characters
portrait-shorter = Shorter messages, characters
portrait-slower = You take longer to answer
portrait-faster = You answer sooner
portrait-than-emoji = emoji
portrait-than-brackets = smiling with )
portrait-than-full-stops = full stops
portrait-than-capitals = capitals first
portrait-than-laughter = laughter
portrait-than-voice = voice notes
portrait-than-stickers = stickers
portrait-lengths = Length of messages, characters
portrait-lengths-about = Half have up to { $median }, a quarter up to { $low }, and a quarter { $high } or more.
portrait-hours = When you write
portrait-hours-about = Most of all from { $from } to { $to }.
portrait-answers = How long you take to answer
portrait-answers-about = Usually: { $times }.
portrait-later = later
portrait-morning = in the morning
portrait-day = by day
portrait-evening = in the evening
portrait-night = at night
portrait-turns = Messages in a row
portrait-turns-about = The next one follows after { $time }.
portrait-ends = How messages end
portrait-ends-unmarked = With nothing
portrait-ends-bracket = With a smile )
portrait-ends-full-stop = With a full stop
portrait-ends-exclamation = With an exclamation mark
portrait-ends-ellipsis = With an ellipsis
portrait-emoji = Emoji
portrait-no-emoji = You hardly use emoji.
portrait-emoji-about = They are in { $share } of messages. Below each: how often.
portrait-words = Your words
portrait-no-words = There is no word that you say notably more often than others do.
portrait-favourites = Favourite words
portrait-phrases = Frequent answers
portrait-fillers = Fillers
portrait-greets = You greet
portrait-takes-leave = You say goodbye
portrait-habits = Small things
portrait-capitals = { $share } of messages begin with a capital.
portrait-formal = You address people politely («вы»).
portrait-informal = You address people as friends («ты»).
portrait-both-addresses = You address people now politely, now as friends.
portrait-yo = You write the letter ё.
portrait-no-yo = You write е for ё.
portrait-laughs = You laugh in { $share } of messages.
portrait-drawn-out = You draw letters out (“sooo”) in { $share } of messages.
portrait-voice = Voice notes: { $share }.
portrait-stickers = Stickers: { $share }.
portrait-media = Pictures and files: { $share }.
portrait-never = What you never say
portrait-never-about = Assistants love to write so. Your twin will not.
wait-at-once = at once
relation-close = Close people
relation-family = Family
relation-work = Work
relation-service = Services

## The answers that the twin learns from

twin-tab-answers = Answers
answers-about = Your own answers: your twin takes its words and its manner from them. Strike out what it is not to learn from.
answers-title = Your answers
answers-search = Words in the question or the answer
answers-chat = Chat
answers-any-chat = Any
answers-which = Which
answers-drawn-from = Learnt from
answers-struck = Struck out
answers-strike = Strike out
answers-restore = Take back
answers-newer = Newer
answers-older = Older
answers-none = Your twin has not seen a single answer of yours yet.
answers-none-found = You never answered anything like that.
answers-none-struck = Nothing is struck out.

## Who your twin is: about you, bounds, words never said

twin-tab-limits = You and your limits
limits-about = What your twin knows of you, what it leaves to you, and what it never says.
limits-about-me = About you
limits-about-me-about = Your twin may say this to anybody who asks. What is marked as a secret it tells nobody.
limits-no-facts = Nothing yet. Write what you do, where you live, what you like.
limits-more-facts = Add something
limits-all-facts = All that is known: { $count }
limits-never = Never say
limits-never-about = Your twin does not send these words and phrases, whoever writes for it and whoever asks for it.
limits-left = Leave to me
limits-left-about = If a message or a reply touches such a topic, your twin sends nothing by itself and asks you.
limits-a-line = One per line
limits-forms = Words are known in all their forms and in disguise: “salaries”, “s a l a r y”, “s4l4ry”.
limits-too-many = Too many: { $most } at most. Shorten the list.
limits-too-long = Too long: “{ $phrase }…”. At most { $most } characters on a line.
limits-too-short = “{ $phrase }” would be found nearly everywhere. Write the whole word.

## How like you the twin writes

twin-tab-likeness = Likeness
likeness-about = Your twin learns from your past and answers the last messages, which it has not seen. Its replies are compared with your real ones.
likeness-never = Not measured yet.
likeness-by-recall = recall mode
likeness-basis = { $asked } questions, { $pairs } replies of yours
likeness-alike = alike
likeness-alike-about = 100 %: a program that learns to tell your twin's replies from yours does no better than a coin. 0 %: it always tells them.
likeness-too-few = There are too few replies to say whether your twin can be told from you.
likeness-reading = Reading your messages…
likeness-learning = The twin learns from the past…
likeness-answering = The twin answers: { $done } of { $of }
likeness-judging = Comparing with your replies…
likeness-progress = Measurement
likeness-too-little = { $pairs ->
    [one] You have { $pairs } reply, and it takes { $needed } at least. Upload more of your chats and try again.
   *[other] You have { $pairs } replies, and it takes { $needed } at least. Upload more of your chats and try again.
}
likeness-failed = It did not work: the database gave no answer. Try again; the server's log says more.
likeness-measure = Measure
likeness-again = Measure again
likeness-costs-nothing = Without a model, free, usually less than a minute. Meanwhile your twin works as always.
likeness-measure-model = Measure with { $model }
likeness-model-later = To measure { $model } too, measure without it first: that shows what it would take.
likeness-model-takes = It answers the same questions: { $tokens } tokens at most, within the budget of the day. No prices are set, so the cost is not known.
likeness-model-costs = It answers the same questions: { $tokens } tokens and { $cost } at most, in the currency of your prices, within the budget of the day.
likeness-model-failed = The model was not measured. { $why }
likeness-trend = Likeness over time
likeness-figures = In detail
likeness-measure-name = Measure
likeness-twin = Twin
likeness-real = Yourself
likeness-random = A random reply of yours
likeness-examples = Side by side
likeness-examples-about = You on the left, on the right your twin if it were not to be silent. These texts are kept in the server's memory only.
likeness-no-examples = Examples are kept in memory only: after a restart, or once messages are deleted, measure again.
likeness-you = You
likeness-silent = By itself it would say nothing here.
measure-two-sample = Told apart
measure-two-sample-about = How often a program tells the twin's replies from yours: 50 % is not at all.
measure-attribution = Taken for you
measure-attribution-about = By ten replies without rare words a program names you as the writer (of { $people } people).
measure-habits = Habits
measure-habits-about = How far marks, smiles and capitals are off: 1 is as far as two people are.
measure-lengths = Lengths
measure-distance-about = 0 is alike, 1 has nothing in common.
measure-bursts = Messages in a row
measure-bursts-about = By how many messages a reply is longer or shorter.
measure-content = Says the same
measure-content-about = Your real reply is among the ten nearest to the twin's (of { $pool }).
measure-delays = Time to answer
measure-echo = Repeats the question
measure-echo-about = The share of a reply's words that were in the question.
measure-coverage = Answers by itself
measure-coverage-about = How often it is sure enough to answer without you.
grade-good = good
grade-fair = fair
grade-poor = poor

## The blind test

blind-title = Which one is you?
blind-about = Two replies to the same: one is really yours, the other your twin's. Do you know yourself?
blind-last = Last time: { $told } of { $shown }
blind-begin = Take the test
blind-measure-first = Measure first: it takes fresh replies of your twin.
blind-how = Tap the reply that you wrote. If you are not sure, skip it.
blind-pair = Pair { $number }
blind-done = Done
blind-nothing-taken = You have chosen nothing.
blind-anew = This test is gone: likeness was measured again, or the server was restarted. Begin again.
blind-score = { $told } of { $shown }
blind-score-about = So often you knew yourself: { $share }. By chance it would be 50 %. The nearer to half, the better the twin.
blind-right = you knew
blind-wrong = taken for you
blind-again = Once more
blind-back = To the report
