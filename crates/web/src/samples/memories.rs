//! What a twin remembers and what it asks, to draw.

use domain::{
    Author, Fact, FactId, FactKind, FactOrigin, FactScope, FactState, MessageId, PeerId, Question,
    QuestionEnd, QuestionId, QuestionState,
};
use engine::{FactUse, FactView, MemoryView, Noted, OwnersQuestion};
use maud::Markup;

use super::cast::{HOSTILE, account_id, at, friend, message, names, question_id, text};
use super::view;
use crate::i18n::Lang;
use crate::pages::memory;
use crate::pages::memory::Shown;
use crate::pages::questions::{self, NotTaken};
use crate::parts::fact::Place;
use crate::parts::whose::Names;

const CHAT: PeerId = PeerId(2);

/// The pages by name.
pub(super) fn memories(lang: Lang) -> Vec<(&'static str, Markup)> {
    let of_chat = |memory: &MemoryView, problem: Option<Noted>| {
        let place = Place::Chat(CHAT);
        let chat = friend().title;
        let (account, chat) = (account_id(), Some(&*chat));
        let typed = if problem.is_some() { HOSTILE } else { "" };
        let shown = Shown { account, place, chat, memory, problem, typed };
        memory::page(&view(lang, "/accounts/1/chats/2/memory"), &shown)
    };
    let about = Shown {
        account: account_id(),
        place: Place::About,
        chat: None,
        memory: &of_owner(),
        problem: None,
        typed: "",
    };
    let page = view(lang, "/questions");
    vec![
        ("memory", of_chat(&remembered(), None)),
        ("memory-empty", of_chat(&MemoryView::default(), Some(Noted::TooLong))),
        ("about", memory::page(&view(lang, "/accounts/1/about"), &about)),
        ("questions", questions::page(&page, &asked(), None)),
        ("questions-empty", questions::page(&page, &none(), Some(&not_taken(Noted::NotFound)))),
        ("questions-long", questions::page(&page, &asked(), Some(&not_taken(Noted::TooLong)))),
    ]
}

fn fact(number: u128, kind: FactKind, says: &str) -> Fact {
    Fact {
        id: FactId::new(at(0), number),
        account: account_id(),
        scope: FactScope::Chat(CHAT),
        kind,
        text: says.to_owned(),
        source: Some((CHAT, MessageId(1))),
        said_at: at(0),
        until: None,
        confidence: 0.75,
        origin: FactOrigin::Model,
        state: FactState::Kept,
        may_be_said: true,
        used: 0,
        last_used_at: None,
    }
}

fn drawn(fact: Fact, from: &str) -> FactView {
    let source = Some(message(1, Author::Other, text(from)));
    FactView { fact, source, from: Some(friend().title), is_over: false }
}

fn remembered() -> MemoryView {
    let note = Fact {
        source: None,
        origin: FactOrigin::Owner,
        confidence: 1.0,
        ..fact(3, FactKind::Note, "зовёт на дачу каждый май")
    };
    let answer = Fact {
        source: None,
        origin: FactOrigin::OwnersAnswer,
        until: Some(at(86_400)),
        ..fact(4, FactKind::Note, "во сколько 2026-07-18? — в 8, как обычно")
    };
    let gone = FactView {
        source: None,
        ..drawn(fact(5, FactKind::Relation, "брат Паша в Вологде"), "")
    };
    let newer = fact(6, FactKind::Work, "работает в мастерской");
    let facts = vec![
        drawn(
            Fact {
                state: FactState::Offered, ..fact(1, FactKind::Home, "живёт в Выборге")
            },
            "да я в Выборге теперь живу",
        ),
        drawn(
            Fact { used: 3, ..fact(2, FactKind::Preference, "не ест мясо") },
            "мясо больше не ем, учти на шашлыки",
        ),
        FactView { source: None, from: None, ..drawn(note, "") },
        FactView { source: None, from: None, ..drawn(answer, "") },
        gone,
        drawn(Fact { scope: FactScope::General, ..newer.clone() }, "в мастерской теперь работаю"),
        drawn(Fact { state: FactState::Replaced, id: FactId::new(at(0), 7), ..newer }, HOSTILE),
        FactView {
            is_over: true,
            ..drawn(fact(8, FactKind::Plan, "2026-07-01 зачёт"), "завтра зачёт")
        },
        drawn(fact(9, FactKind::Name, HOSTILE), HOSTILE),
    ];
    MemoryView {
        facts,
        summary: Some(
            "Собираются в субботу кататься. Лёха купил новый руль и ищет покрышки.".to_owned(),
        ),
        in_use: FactUse { kept: 41, used: 9, offered: 1, erased: 2 },
    }
}

pub(super) fn of_owner() -> MemoryView {
    let about = |fact: Fact| Fact { scope: FactScope::AboutOwner, ..fact };
    let offered = Fact {
        state: FactState::Offered,
        ..about(fact(1, FactKind::Preference, "аллергия на орехи"))
    };
    let secret = Fact {
        may_be_said: false,
        source: None,
        origin: FactOrigin::Owner,
        ..about(fact(2, FactKind::Note, "ищу новую работу"))
    };
    let general = Fact {
        scope: FactScope::General,
        ..fact(3, FactKind::Habit, "по субботам катается")
    };
    MemoryView {
        facts: vec![
            drawn(offered, "у меня аллергия на орехи"),
            FactView { source: None, from: None, ..drawn(secret, "") },
            drawn(general, "по субботам же катаемся"),
        ],
        summary: None,
        ..remembered()
    }
}

fn none() -> questions::Shown {
    questions::Shown { open: vec![], closed: vec![], in_saved: false, names: Names::default() }
}

fn not_taken(problem: Noted) -> NotTaken {
    NotTaken { question: question_id(), problem, text: HOSTILE.to_owned() }
}

/// A question that waits.
pub(super) fn question() -> OwnersQuestion {
    asked().open.swap_remove(0)
}

fn asked() -> questions::Shown {
    let question = |number, says: &str, proposed: &[&str]| Question {
        id: if number == 0 { question_id() } else { QuestionId::new(at(0), number) },
        account: account_id(),
        chat: CHAT,
        answers: MessageId(2),
        text: says.to_owned(),
        proposed: proposed.iter().map(|&text| text.to_owned()).collect(),
        rule: "figures".to_owned(),
        asked_at: at(0),
        state: QuestionState::Open,
        end: None,
    };
    let asked = |question, end| OwnersQuestion { question, chat: friend().title, end };
    let of_another = Question { chat: PeerId(8), ..question(9, HOSTILE, &[]) };
    let ended = |number, end: QuestionEnd| {
        let closed = Question { state: end.state(), ..question(number, HOSTILE, &[]) };
        asked(closed, Some(end))
    };
    let old = Question { state: QuestionState::Dropped, ..question(14, "а где?", &[]) };
    questions::Shown {
        open: vec![
            asked(
                question(0, "во сколько завтра выезжаем?", &["в 7", "у метро"]),
                Some(QuestionEnd::Sent),
            ),
            OwnersQuestion {
                chat: HOSTILE.to_owned(),
                ..asked(of_another, Some(QuestionEnd::WroteSince))
            },
            asked(question(10, "придёшь?", &[]), Some(QuestionEnd::NotAnswering)),
        ],
        closed: vec![
            ended(11, QuestionEnd::WroteSince),
            ended(12, QuestionEnd::MovedOn),
            asked(old, None),
        ],
        in_saved: true,
        names: names(),
    }
}
