//! What was said and done, in lists and in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::policy::TimeZone;
use domain::{Failing, Helper, Mode, Peer, PeerId};
use engine::{
    ChatNumbers, Connection, DayNumbers, FoundMessage, FoundPage, InVain, Indexing, Spoke,
    Statistics, VoiceUsage, Wanted,
};

use super::cast::{HOSTILE, account_id, accounts_of, at, conversation, friend};
use super::view;
use crate::i18n::Lang;
use crate::pages::{past, statistics};

/// The pages by name.
pub(super) fn pasts(lang: Lang) -> Vec<(&'static str, String)> {
    let accounts = accounts_of(Connection::Online);
    let wanted = Wanted::new("кататься го", false);
    let one = |message| FoundMessage { account: account_id(), title: friend().title, message };
    let mut messages: Vec<_> = conversation().messages.into_iter().rev().map(one).collect();
    messages[0].title = HOSTILE.to_owned();
    let found =
        FoundPage { messages, next: None, indexing: Some(Indexing { done: 12_000, of: 48_000 }) };
    let filter =
        past::Filter { q: "кататься го".into(), chat: "2".into(), ..Default::default() };
    let chats = [friend(), Peer { id: PeerId(8), title: HOSTILE.to_owned(), ..friend() }];
    let shown = past::Shown {
        filter: &filter,
        accounts: &accounts,
        chats: &chats,
        wanted: &wanted,
        found: &found,
        wrong: None,
    };
    let nothing = past::Shown { found: &FoundPage::default(), chats: &[], ..shown };
    let view = |path| view(lang, path);
    let numbers = numbers();
    let zone = TimeZone::UTC;
    let some = statistics::Shown {
        days: 30,
        accounts: &accounts,
        account: "",
        zone: &zone,
        numbers: &numbers,
    };
    let none = Statistics::default();
    let empty = statistics::Shown { numbers: &none, ..some };
    let new = statistics::Shown { numbers: &none, accounts: &[], ..some };
    vec![
        ("history-nothing", past::page(&view("/history"), &nothing).into_string()),
        (
            "history",
            past::page(&view("/history"), &past::Shown { found: &found, chats: &chats, ..nothing })
                .into_string(),
        ),
        ("history-erase", past::asked(&view("/history/erase"), &filter, 3).into_string()),
        (
            "history-erase-all",
            past::asked(&view("/history/erase"), &past::Filter::default(), 10_000).into_string(),
        ),
        ("history-erased", past::done(&view("/history/erase"), 3).into_string()),
        ("statistics", statistics::page(&view("/statistics"), &some).into_string()),
        ("statistics-empty", statistics::page(&view("/statistics"), &empty).into_string()),
        ("statistics-new", statistics::page(&view("/statistics"), &new).into_string()),
    ]
}

fn numbers() -> Statistics {
    let day = |number: u64| DayNumbers {
        from: at(i64::try_from(number).unwrap() * 86_400 - 29 * 86_400),
        came: 20 + number * 37 % 41,
        by_owner: 5 + number * 17 % 13,
        by_twin: number * 23 % 29,
        tokens: number * 1_000,
        billionths: number * 40_000_000,
        voice: VoiceUsage {
            heard: number % 3,
            seconds: number % 3 * 19,
            spoke: Spoke { notes: number % 2, seconds: number % 2 * 11, ..Spoke::default() },
            ..VoiceUsage::default()
        },
        in_vain: InVain { models: number % 7, ears: number / 28, mouths: number / 29 },
    };
    let chat = |(number, title): (i64, &str)| ChatNumbers {
        account: account_id(),
        chat: PeerId(number),
        title: title.to_owned(),
        came: 900 / number.unsigned_abs(),
        by_owner: 300 / number.unsigned_abs(),
        by_twin: 250 / number.unsigned_abs(),
        voice: VoiceUsage {
            heard: 4,
            seconds: 113,
            billionths: 11_300_000,
            spoke: Spoke { notes: 2, characters: 210, seconds: 24, billionths: 21_000_000 },
            ..VoiceUsage::default()
        },
    };
    let chats = [(2, "Лёха Дронов"), (5, "Аня"), (8, HOSTILE)].map(chat);
    Statistics {
        days: (0..30).map(day).collect(),
        chats: chats.into(),
        sent: BTreeMap::from([(Mode::Draft, 41), (Mode::Auto, 322)]),
        unedited: 350,
        approved: 28,
        edited: 13,
        rejected: 9,
        undone: 1,
        failed: 2,
        owner_answers_in: Some(Duration::from_secs(1_260)),
        twin_answers_in: Some(Duration::from_secs(74)),
        saved: Duration::from_secs(9_000),
        is_indexing: true,
        voice: VoiceUsage {
            heard: 12,
            charged: Duration::from_secs(340),
            seconds: 340,
            billionths: 34_000_000,
            spoke: Spoke { notes: 7, characters: 640, seconds: 71, billionths: 64_000_000 },
        },
        in_vain: BTreeMap::from([
            ((Helper::Model, Failing::Unreachable), 71),
            ((Helper::Model, Failing::Limit), 15),
            ((Helper::Ear, Failing::Key), 2),
            ((Helper::Mouth, Failing::Other), 1),
        ]),
    }
}
