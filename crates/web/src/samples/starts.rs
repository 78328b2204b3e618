//! The first steps in their states, and a talk with one's own twin.

use domain::{AccountState, Chat};
use engine::{Composition, Connection, History, HistoryState, ModelTrouble, TwinsAnswer};
use engine::{Rule, SilenceReason};
use maud::Markup;

use super::cast::{HOSTILE, accounts_of, at, chats, memories};
use super::view;
use crate::Telegram;
use crate::i18n::Lang;
use crate::layout::{View, Who};
use crate::pages::try_out::{self, Exchange, Problem, Somebody};
use crate::pages::{history, start};

fn telegram() -> Telegram {
    Telegram { has_app: true, ..Telegram::default() }
}

fn somebody(chat: Chat) -> Somebody {
    let account = accounts_of(Connection::Online).swap_remove(0).account;
    Somebody { account: account.id, of: account.profile.full_name(), chat }
}

/// The pages by name.
pub(super) fn starts(lang: Lang) -> Vec<(&'static str, Markup)> {
    let mut pages = vec![];
    let connected = accounts_of(Connection::Online);
    let read = History {
        state: HistoryState::Reading,
        started_at: at(0),
        listed: true,
        chats: 41,
        chats_done: 7,
        messages: 5_300,
    };
    let mut reading = connected.clone();
    reading.truncate(1);
    reading[0].exemplars = 0;
    reading[0].history = Some(read);
    let mut imported = connected.clone();
    imported[0].account.state = AccountState::Offline;
    let progress = |accounts, is_taught, is_tried| start::Progress {
        accounts,
        is_taught,
        is_tried,
        is_over: false,
    };
    for (name, who, telegram, progress) in [
        ("start", Who::Unnamed, Telegram::default(), start::Progress::default()),
        ("start-taught", Who::Owner, telegram(), progress(imported, true, false)),
        ("start-reading", Who::Unnamed, telegram(), progress(reading, false, false)),
        (
            "start-done",
            Who::Person { name: HOSTILE.to_owned(), is_admin: true },
            telegram(),
            progress(connected.clone(), true, true),
        ),
    ] {
        let view = View { who, demo: false, ..view(lang, "/start") };
        pages.push((name, start::page(&view, &telegram, &progress)));
    }
    let of = &connected[0];
    pages.push(("history", history::page(&view(lang, "/accounts/1/history"), of, &chats(), true)));
    for (name, answer, problem) in talks() {
        let people: Vec<Somebody> = chats().into_iter().map(somebody).collect();
        let exchange = answer.as_ref().map(|answer| Exchange { with: &people[0], answer });
        let (who, text) = (people[0].code(), if problem.is_some() { HOSTILE } else { "" });
        let shown = try_out::Shown { people: &people, who: &who, text, problem, exchange };
        pages.push((name, try_out::page(&view(lang, "/try"), &shown)));
    }
    let nobody = try_out::Shown { people: &[], who: "", text: "", problem: None, exchange: None };
    pages.push(("try-nobody", try_out::page(&view(lang, "/try"), &nobody)));
    pages
}

fn talks() -> Vec<(&'static str, Option<TwinsAnswer>, Option<Problem>)> {
    let asked = vec!["го в сб кататься?".to_owned(), HOSTILE.to_owned()];
    let bubbles = vec!["го".to_owned(), HOSTILE.to_owned()];
    let answer =
        Composition::Answer { bubbles: bubbles.clone(), confidence: 0.82, recalled: memories() };
    let asks =
        Composition::AskOwner { rule: Rule::Money, bubbles, confidence: 0.4, recalled: memories() };
    let silent = Composition::Silence { reason: SilenceReason::NeedsFacts, recalled: vec![] };
    let said = |composition, model: Option<&str>| {
        let model = model.map(str::to_owned);
        Some(TwinsAnswer { asked: asked.clone(), composition, model, trouble: None })
    };
    let failed = |composition, trouble| {
        let trouble = Some(trouble);
        Some(TwinsAnswer { asked: asked.clone(), composition, model: None, trouble })
    };
    vec![
        ("try", None, None),
        ("try-answered", said(answer.clone(), None), None),
        ("try-failed", failed(answer, ModelTrouble::NoCredit), None),
        ("try-failed-silent", failed(silent.clone(), ModelTrouble::Unavailable), None),
        ("try-asks", said(asks, Some("gemma3")), None),
        ("try-silent", said(silent, None), None),
        ("try-empty", None, Some(Problem::Empty)),
        ("try-too-long", None, Some(Problem::TooLong)),
    ]
}
