//! Inboxes to draw: replies that wait, that go out, that were sent, and what is offered.

use domain::{Bubble, Grounds, MessageId, Mode, Offer, PeerId, Reply, ReplyId, ReplyState};
use engine::{Connection, Earned, Inbox, OpenOffer, OpenReply, WaitsFor};
use maud::Markup;

use super::cast::{HOSTILE, account_id, at, friend, names};
use super::{talks, view};
use crate::i18n::Lang;
use crate::pages::inbox::{Beside, Problem, Shown, Typed, page, refused_markup};
use crate::parts::standing::Place;
use crate::parts::talks::Choice;

fn open(number: u128, state: ReplyState, title: &str, asked: &[&str], texts: &[&str]) -> OpenReply {
    let message_id = (state == ReplyState::Sent).then_some(MessageId(1));
    let bubble =
        |text: &&str| Bubble { text: (*text).to_owned(), random_id: 1, message_id, spoken: None };
    OpenReply {
        reply: Reply {
            id: ReplyId::new(at(0), number),
            account: account_id(),
            chat: PeerId(i64::try_from(number).unwrap()),
            state,
            answers: MessageId(1),
            bubbles: texts.iter().map(bubble).collect(),
            send_at: at(42),
            confidence: 0.7,
            mode: Mode::Draft,
            word: None,
            away: false,
            discloses: false,
            created_at: at(0),
        },
        title: title.to_owned(),
        waits: None,
        asked: asked.iter().map(|&text| text.to_owned()).collect(),
    }
}

fn due() -> Vec<OpenReply> {
    let (asked, texts) = (["ты где", "я уже вышла"], ["минут через десять"]);
    let waits = [
        None,
        Some(WaitsFor::Pause(Some(at(7_200)))),
        Some(WaitsFor::Pause(None)),
        Some(WaitsFor::Connection(Connection::Offline)),
        Some(WaitsFor::Connection(Connection::ToldToWait)),
        Some(WaitsFor::Turn),
    ];
    let replies = (20_u128..).zip(waits).map(|(number, waits)| OpenReply {
        waits,
        ..open(number, ReplyState::Scheduled, "Аня 🌸", &asked, &texts)
    });
    replies.collect()
}

fn offer(chat: i64, title: &str, mode: Mode, grounds: Grounds) -> OpenOffer {
    let offer = Offer { mode, grounds };
    OpenOffer { account: account_id(), chat: PeerId(chat), title: title.to_owned(), offer }
}

fn half_sent(mut failed: OpenReply) -> OpenReply {
    failed.reply.bubbles[0].message_id = Some(MessageId(9));
    failed
}

fn full() -> Shown {
    use ReplyState::{Failed, Sent, Waiting};
    let inbox = Inbox {
        drafts: vec![
            open(2, Waiting, "Лёха Дронов", &["го в сб кататься?"], &["го", "во сколько"]),
            open(3, Waiting, HOSTILE, &[HOSTILE], &[HOSTILE]),
        ],
        due: due(),
        sent: vec![
            open(4, Sent, "Tom Becker", &[], &["sure, see you there"]),
            half_sent(open(9, Failed, HOSTILE, &[], &[HOSTILE, "и ещё"])),
        ],
    };
    let offers = vec![
        offer(6, "Рустам", Mode::Countdown, Grounds::Drafts { unchanged: 18, of: 20 }),
        offer(7, "Бабушка Нина", Mode::Draft, Grounds::Watched { score: 0.61, of: 14 }),
        offer(8, HOSTILE, Mode::Auto, Grounds::Countdowns { let_go: 20, of: 20 }),
    ];
    Shown { questions: vec![super::memories::question()], inbox, offers }
}

fn place(lang: Lang, of_chat: bool) -> Place {
    let back = "/inbox".to_owned();
    Place { lang, now: at(5), back, of_chat, has_writer: true, names: names() }
}

/// The page of the inbox by name.
pub(super) fn inboxes(lang: Lang) -> Vec<(&'static str, Markup)> {
    let (view, place) = (view(lang, "/inbox"), place(lang, false));
    let typed = |number, state| Typed {
        open: open(number, state, HOSTILE, &[HOSTILE], &[HOSTILE]),
        text: HOSTILE.to_owned(),
    };
    let (late, many) = (typed(99, ReplyState::Cancelled), typed(2, ReplyState::Waiting));
    let refused = |problem, typed| Some(refused_markup(&place, problem, typed));
    let none = Shown { questions: vec![], inbox: Inbox::default(), offers: vec![] };
    let beside = Beside { list: talks::list(lang, false), choice: Choice::default() };
    let drawn = |shown, problem| page(&view, &place, shown, &beside, problem);
    let nothing = |choice: Choice| {
        let beside = Beside { list: talks::empty(lang, &choice), choice };
        page(&view, &place, &none, &beside, None)
    };
    let recalls = Place { has_writer: false, ..place.clone() };
    vec![
        ("inbox-recall", page(&view, &recalls, &full(), &beside, None)),
        ("inbox", drawn(&full(), None)),
        ("inbox-empty", nothing(Choice::default())),
        ("inbox-needs-nothing", nothing(Choice::of("needs"))),
        ("inbox-late", drawn(&full(), refused(Problem::TooLate, Some(&late)))),
        ("inbox-may-not-delete", drawn(&full(), refused(Problem::MayNotDelete, None))),
        ("inbox-many", drawn(&full(), refused(Problem::TooMany, Some(&many)))),
        ("inbox-no-model", drawn(&full(), refused(Problem::NeedsModel, None))),
    ]
}

/// What a chat's page shows of all this.
pub(super) fn standing_of_chat(lang: Lang) -> Markup {
    let Shown { mut inbox, offers, .. } = full();
    inbox.drafts.truncate(1);
    inbox.due.clear();
    let earned = Earned {
        offer: None,
        watch: Some((0.61, 14)),
        so_far: Some(Grounds::Drafts { unchanged: 7, of: 9 }),
        taken_back_at: Some(at(-86_400)),
    };
    let offer = OpenOffer { title: friend().title, ..offers[0].clone() };
    place(lang, true).of_chat(&inbox, &earned, Some(&offer))
}
