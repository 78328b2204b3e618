//! People, messages and events to draw. Some of them are hostile.

use domain::policy::{DisclosureWords, Limit, Why};
use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Chat, Content, IgnoreReason, Message,
    MessageId, Mode, OwnerWord, Pause, Peer, PeerFlags, PeerId, PeerKind, Policy, Profile,
    QuestionEnd, QuestionId, ReplyId, Timestamp, WithoutModel,
};
use engine::{
    AccountView, CancelReason, ChatView, Connection, ModelTrouble, Stamped, TwinEvent, Voices,
};
use engine::{Closeness, Recalled, Rule, SilenceReason};

use crate::demo::Contact;
use crate::parts::whose::Names;

pub(super) const OWNER: &str = "Илья";
/// A name and a message that must stay text.
pub(super) const HOSTILE: &str = "<script>alert(\"1\")</script><hx-partial hx-target=\"body\">";

/// Noon of a day in 2026 and some seconds.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_784_116_800 + seconds)
}

pub(super) fn account_id() -> AccountId {
    AccountId::new(at(0), 1)
}

pub(super) fn friend() -> Peer {
    peer(2, "Лёха Дронов")
}

fn peer(id: i64, title: &str) -> Peer {
    Peer {
        id: PeerId(id),
        kind: PeerKind::User,
        title: title.to_owned(),
        username: (id == 2).then(|| "lyokha".to_owned()),
        flags: PeerFlags::default(),
    }
}

pub(super) fn contacts() -> Vec<Contact> {
    [
        (1, "Мама", "his mother in Yaroslavl", "мама, Ярославль"),
        (2, "Лёха", "best friend since school", "лучший друг со школы"),
        (3, "С. Н. Громов", "his boss, terse and polite", "начальник, коротко и вежливо"),
        (4, "Tom Becker", "writes in English, cycling", "пишет по-английски, велосипеды"),
        (5, "Аня", "his girlfriend", "девушка"),
        (6, "Рустам", "a colleague, all work", "коллега, всё по делу"),
        (7, "Бабушка Нина", "learnt to text last year", "освоила телефон в прошлом году"),
        (8, HOSTILE, HOSTILE, HOSTILE),
    ]
    .map(|(id, name, about_en, about_ru)| Contact {
        id: PeerId(id),
        name: name.to_owned(),
        about_en: about_en.to_owned(),
        about_ru: about_ru.to_owned(),
        phone: format!("/phone/?embed=1&as=%2B7999000000{id}&with=ilya"),
    })
    .into()
}

pub(super) fn message(id: i32, author: Author, content: Content) -> Message {
    Message {
        chat: PeerId(2),
        id: MessageId(id),
        author,
        sender: PeerId(2),
        sent_at: at(i64::from(id) * 20),
        content,
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

pub(super) fn text(text: &str) -> Content {
    Content::Text { text: text.to_owned() }
}

pub(super) fn conversation() -> ChatView {
    let media = |media: &str, caption: &str| Content::Media {
        media: media.to_owned(),
        caption: caption.to_owned(),
    };
    let messages = [
        (Author::Other, text("здарова")),
        (Author::Other, Content::Voice { seconds: Some(72), said: None }),
        (Author::Owner, text("слушаю")),
        (Author::Other, media("photo", "гляди какой руль")),
        (Author::Owner, Content::Sticker { emoji: Some("😂".to_owned()) }),
        (Author::Other, Content::Service { action: "phone_call".to_owned() }),
        (Author::Other, media("unheard_of", "")),
        (Author::Other, text(HOSTILE)),
        (Author::Other, text("го в сб кататься?")),
        (Author::Twin, text("го")),
        (Author::Twin, text("во сколько")),
    ];
    let messages = messages.into_iter().zip(1..).map(|((by, what), id)| message(id, by, what));
    ChatView {
        chat: Chat { peer: friend(), mode: Some(Mode::Auto), last_message: None },
        mode: Mode::Auto,
        messages: messages.collect(),
        voices: Voices::default(),
        pause: None,
        told: None,
        aloud: None,
        voice: None,
    }
}

/// A group's talk, in which messages quote each other and one that is not there.
pub(super) fn talk_of_group() -> ChatView {
    let said = [
        (Author::Other, 3, text("кто за мясом?"), None),
        (Author::Other, 4, text(HOSTILE), Some(2)),
        (
            Author::Other,
            9,
            text("@isokolov, ты в субботу едешь? А то мест в машине мало, и надо решать"),
            Some(3),
        ),
        (Author::Twin, 500, text("еду"), Some(5)),
        (Author::Owner, 500, text("и мясо возьму"), Some(3)),
        (Author::Other, 4, Content::Sticker { emoji: Some("🔥".to_owned()) }, Some(6)),
    ];
    let group = PeerId(-70);
    let messages: Vec<Message> = said
        .into_iter()
        .zip(3..)
        .map(|((author, sender, content, reply_to), id)| Message {
            chat: group,
            sender: PeerId(sender),
            reply_to: reply_to.map(MessageId),
            ..message(id, author, content)
        })
        .collect();
    ChatView {
        chat: Chat {
            peer: Peer { id: group, kind: PeerKind::Group, ..peer(70, "Дача") },
            mode: Some(Mode::Draft),
            last_message: None,
        },
        mode: Mode::Draft,
        voices: Voices {
            names: voices().names,
            quoted: messages.iter().map(|message| (message.id, message.clone())).collect(),
        },
        messages,
        pause: Some(Pause { since: at(0), until: Some(at(7_200)) }),
        told: Some(domain::policy::Told::Each),
        aloud: None,
        voice: None,
    }
}

/// The names of some people of groups.
pub(super) fn voices() -> Voices {
    let names = [(3, "Рустам Ф."), (4, HOSTILE)];
    let names = names.map(|(id, name)| (PeerId(id), name.to_owned()));
    Voices { names: names.into(), ..Voices::default() }
}

pub(super) fn chats() -> Vec<Chat> {
    let last = [
        ("Лёха Дронов", Some(Mode::Auto), Author::Twin, text("во сколько")),
        ("Мама", None, Author::Other, text("Илюша, ты поел сегодня? Я тут рыбу купила, приезжай")),
        (HOSTILE, Some(Mode::Off), Author::Owner, text(HOSTILE)),
        (
            "Tom Becker",
            Some(Mode::Watch),
            Author::Other,
            Content::Voice { seconds: None, said: None },
        ),
        ("Аня 🌸", None, Author::Owner, Content::Sticker { emoji: Some("❤️".to_owned()) }),
    ];
    let chats = last.into_iter().zip(2..).map(|((title, mode, author, content), id)| Chat {
        peer: peer(id, title),
        mode,
        last_message: Some(message(i32::try_from(id).unwrap(), author, content)),
    });
    chats.collect()
}

pub(super) fn accounts_of(connection: Connection) -> Vec<AccountView> {
    let view = |id, name: &str, state, connection, exemplars| AccountView {
        account: Account {
            id: AccountId::new(at(0), id),
            kind: AccountKind::User,
            profile: Profile {
                user_id: PeerId(500),
                first_name: name.to_owned(),
                last_name: "Соколов".to_owned(),
                username: Some("isokolov".to_owned()),
                phone: Some("+79001234567".to_owned()),
            },
            state,
            default_mode: Mode::Watch,
        },
        connection,
        exemplars,
        history: None,
        pause: None,
        policy: Policy::default(),
    };
    vec![
        view(1, OWNER, AccountState::Active, connection, 613),
        view(2, HOSTILE, AccountState::LoggedOut, Connection::LoggedOut, 1),
        view(3, "Из экспорта", AccountState::Offline, Connection::Offline, 0),
    ]
}

pub(super) fn disclosure_words() -> DisclosureWords {
    let (en, ru) = ("My digital twin is answering.", "Отвечает мой двойник.");
    DisclosureWords {
        by_language: [("en", en.to_owned()), ("ru", ru.to_owned())].into(),
        otherwise: en.to_owned(),
    }
}

/// What they are called beside a chat.
pub(super) fn names() -> Names {
    let accounts = accounts_of(Connection::Online);
    Names::of(accounts.iter().map(|view| &view.account))
}

fn recalled(question: &str, answer: &[&str], similarity: f32, chosen: bool) -> Recalled {
    Recalled {
        chat: PeerId(if chosen { 2 } else { 5 }),
        question: question.to_owned(),
        answer: answer.iter().map(|&text| text.to_owned()).collect(),
        asked_at: Timestamp::from_secs(1_757_272_320),
        similarity,
        chosen,
    }
}

pub(super) fn memories() -> Vec<Recalled> {
    vec![
        recalled("в сб кататься го?", &["го", "во сколько"], 0.91, true),
        recalled("поедешь в субботу?", &["поеду", "если не дождь"], 0.74, false),
        recalled("катаемся завтра?", &["давай"], 0.66, false),
        recalled(HOSTILE, &[HOSTILE], 1.5, false),
    ]
}

fn stamped(events: Vec<(i64, TwinEvent)>) -> Vec<Stamped> {
    let chat = Some(PeerId(2));
    let stamp = |((seconds, event), seq)| Stamped {
        seq,
        at: at(seconds),
        account: Some(account_id()),
        chat,
        event,
    };
    events.into_iter().zip(1..).map(stamp).collect()
}

pub(super) fn reply() -> ReplyId {
    ReplyId::new(at(0), 7)
}

pub(super) fn question_id() -> QuestionId {
    QuestionId::new(at(0), 8)
}

fn wrote(id: i32, author: Author, words: &str) -> TwinEvent {
    TwinEvent::Message { message: message(id, author, text(words)) }
}

fn planned() -> TwinEvent {
    TwinEvent::Planned {
        reply: reply(),
        bubbles: vec!["го".to_owned(), "во сколько".to_owned()],
        confidence: 0.87,
        recalled: memories(),
        send_at: at(8),
    }
}

/// From the message to the delivered reply.
pub(super) fn answered() -> Vec<Stamped> {
    stamped(vec![
        (0, wrote(1, Author::Other, "здарова")),
        (0, TwinEvent::Waiting { until: at(3) }),
        (1, wrote(2, Author::Other, "го в сб кататься?")),
        (1, TwinEvent::Waiting { until: at(4) }),
        (4, planned()),
        (5, TwinEvent::Read),
        (6, TwinEvent::Typing { reply: reply() }),
        (8, wrote(3, Author::Twin, "го")),
        (10, wrote(4, Author::Twin, "во сколько")),
        (10, TwinEvent::Sent { reply: reply() }),
    ])
}

fn silent(asked: &str, reason: SilenceReason, recalled: Vec<Recalled>) -> TwinEvent {
    TwinEvent::Silent { asked: asked.to_owned(), reason, recalled }
}

pub(super) fn stayed_silent() -> Vec<Stamped> {
    stamped(vec![
        (0, wrote(1, Author::Other, "какой у тебя пароль от вайфая")),
        (0, TwinEvent::Waiting { until: at(3) }),
        (3, silent("какой у тебя пароль от вайфая", SilenceReason::NeedsFacts, memories())),
    ])
}

/// Every kind of event and every reason once.
pub(super) fn everything() -> Vec<Stamped> {
    let silent = |reason| silent(HOSTILE, reason, vec![]);
    let ignored = |reason| TwinEvent::Ignored { reason };
    let model_failed = |why| TwinEvent::ModelFailed { why, then: WithoutModel::Silence };
    let ended = |end| TwinEvent::QuestionClosed { question: question_id(), end };
    let cancelled = |reason| TwinEvent::Cancelled { reply: reply(), reason };
    let held = |why| TwinEvent::Held { until: Some(at(30)), why };
    let events = vec![
        TwinEvent::Connection { state: Connection::Online },
        wrote(1, Author::Owner, HOSTILE),
        TwinEvent::StandingDown { until: at(1800) },
        silent(SilenceReason::NothingToAnswer),
        silent(SilenceReason::NothingSimilar { best: 0.31 }),
        silent(SilenceReason::NeedsFacts),
        silent(SilenceReason::NoText),
        silent(SilenceReason::OnlyRisky { rule: Some(Rule::Figures) }),
        silent(SilenceReason::OnlyRisky { rule: Some(Rule::Repetition) }),
        silent(SilenceReason::OnlyRisky { rule: None }),
        silent(SilenceReason::Refused { rule: Some(Rule::Elsewhere) }),
        silent(SilenceReason::Refused { rule: None }),
        TwinEvent::Thinking { model: HOSTILE.to_owned() },
        model_failed(ModelTrouble::RateLimited),
        model_failed(ModelTrouble::Unavailable),
        model_failed(ModelTrouble::TimedOut),
        model_failed(ModelTrouble::BudgetSpent { until: at(9) }),
        model_failed(ModelTrouble::Key),
        model_failed(ModelTrouble::NoCredit),
        model_failed(ModelTrouble::UnknownModel),
        model_failed(ModelTrouble::Filtered),
        model_failed(ModelTrouble::TooLong),
        model_failed(ModelTrouble::Refused { reason: HOSTILE.to_owned() }),
        model_failed(ModelTrouble::Malformed),
        model_failed(ModelTrouble::NothingFits { reason: SilenceReason::Refused { rule: None } }),
        TwinEvent::Explained { explanation: reply() },
        ignored(IgnoreReason::ModeOff),
        ignored(IgnoreReason::ServicePeer),
        ignored(IgnoreReason::ForbiddenPeer),
        ignored(IgnoreReason::Channel),
        ignored(IgnoreReason::NotMentioned),
        ignored(IgnoreReason::ViaBot),
        ignored(IgnoreReason::NothingToAnswer),
        TwinEvent::Watched {
            bubbles: vec![HOSTILE.to_owned()],
            confidence: f32::NAN,
            recalled: memories(),
        },
        planned(),
        cancelled(CancelReason::OwnerWrote),
        cancelled(CancelReason::NewMessage),
        cancelled(CancelReason::ModeChanged),
        cancelled(CancelReason::Changed),
        TwinEvent::GivenUp { why: CancelReason::NewMessage },
        cancelled(CancelReason::OwnerStopped),
        cancelled(CancelReason::ConnectionEnded),
        cancelled(CancelReason::Held),
        cancelled(CancelReason::Forgotten),
        held(Why::Paused),
        held(Why::OwnerHere),
        held(Why::OwnerOnline),
        held(Why::OutsideHours),
        held(Why::OwnerWrote { until: at(9) }),
        held(Why::Limit(Limit::Spacing)),
        held(Why::Limit(Limit::TurnsPerHour)),
        held(Why::Limit(Limit::MessagesPerMinute)),
        held(Why::Limit(Limit::MessagesPerDayHere)),
        held(Why::Limit(Limit::MessagesPerDay)),
        held(Why::Limit(Limit::Exchanges)),
        TwinEvent::Drafted {
            reply: reply(),
            bubbles: vec![HOSTILE.to_owned()],
            confidence: 0.4,
            recalled: vec![],
        },
        TwinEvent::Redrafted { reply: reply(), bubbles: vec![HOSTILE.to_owned()] },
        TwinEvent::Judged { reply: reply(), word: OwnerWord::Approved },
        TwinEvent::Judged { reply: reply(), word: OwnerWord::Undone },
        TwinEvent::Compared {
            would_say: "го\nво сколько".to_owned(),
            said: HOSTILE.to_owned(),
            closeness: Closeness { manner: 0.8, content: 0.25, length: f32::NAN },
        },
        TwinEvent::TakenBack { from: Mode::Countdown, to: Mode::Draft },
        TwinEvent::Paused { pause: Some(Pause { since: at(0), until: Some(at(9)) }) },
        TwinEvent::Paused { pause: None },
        TwinEvent::Read,
        TwinEvent::Typing { reply: reply() },
        TwinEvent::Retrying { reply: reply(), at: at(30) },
        TwinEvent::CutShort { reply: reply(), left_out: vec![HOSTILE.to_owned()] },
        TwinEvent::Sent { reply: reply() },
        TwinEvent::Failed { reply: reply(), reason: HOSTILE.to_owned() },
        TwinEvent::Failed { reply: reply(), reason: "BUSINESS_CONNECTION_ENDED".to_owned() },
        TwinEvent::Remembered { kept: 2, replaced: 1, offered: 0 },
        TwinEvent::Asked { question: question_id(), text: HOSTILE.to_owned() },
        ended(QuestionEnd::Sent),
        ended(QuestionEnd::WroteSince),
        ended(QuestionEnd::NotAnswering),
        ended(QuestionEnd::Declined),
        ended(QuestionEnd::OwnerWrote),
        ended(QuestionEnd::MovedOn),
        ended(QuestionEnd::AskedAnew),
        ended(QuestionEnd::MessageGone),
        TwinEvent::AnswerPlanned {
            reply: reply(),
            bubbles: vec!["в 8".to_owned(), HOSTILE.to_owned()],
            send_at: at(9),
        },
    ];
    stamped(events.into_iter().map(|event| (0, event)).collect())
}
