//! Bots in all states, and the accounts to which they are connected.

use std::time::Duration;

use domain::{
    AccountId, AccountKind, AccountState, BusinessConnection, BusinessRights, PeerId, Profile,
    Traffic,
};
use engine::{AccountView, BotView, Connected, Connection, ConnectionAnswer, Health, Messages};
use maud::Markup;

use super::cast::{HOSTILE, OWNER, accounts_of, at};
use super::view;
use crate::i18n::Lang;
use crate::pages::{bot, bot_new, bots as page};
use crate::parts::field::NotTaken;

/// A bot of a name in a state.
fn one(number: u128, name: &str, state: AccountState, connection: Connection) -> BotView {
    let mut of: AccountView = accounts_of(connection).remove(0);
    of.account.id = AccountId::new(at(0), 100 + number);
    of.account.kind = AccountKind::Bot;
    of.account.state = state;
    of.account.profile = Profile {
        user_id: PeerId(9_000_000_000 + i64::try_from(number).unwrap()),
        first_name: name.to_owned(),
        last_name: String::new(),
        username: Some(format!("ilya_{number}_bot")),
        phone: None,
    };
    let health = Health {
        online_since: (connection == Connection::Online).then(|| at(-7_200)),
        heard_at: Some(at(-40)),
        waits_until: (connection == Connection::ToldToWait).then(|| at(600)),
        messages: Messages { received: 1_204, sent: 977 },
        traffic: Some(Traffic {
            requests: 2_400,
            errors: 3,
            latency: Some(Duration::from_millis(87)),
        }),
        ..Health::default()
    };
    BotView { of, health, manner_of: Some(AccountId::new(at(0), 1)), connections: vec![] }
}

fn connected(bot: &BotView, name: &str, answer: ConnectionAnswer, enabled: bool) -> Connected {
    Connected {
        bot: bot.of.account.id,
        connection: BusinessConnection {
            id: "c1".to_owned(),
            person: Profile {
                user_id: PeerId(500),
                first_name: name.to_owned(),
                last_name: String::new(),
                username: None,
                phone: None,
            },
            rights: BusinessRights { reply: true, read: false, delete: false },
            enabled,
            since: at(-86_400),
        },
        answer,
        speaks: enabled,
    }
}

/// The pages of bots by name.
pub(super) fn bots(lang: Lang) -> Vec<(&'static str, Markup)> {
    let states = [
        ("Двойник", AccountState::Active, Connection::Online),
        (HOSTILE, AccountState::Active, Connection::Conflict),
        ("Приёмная", AccountState::Active, Connection::Webhook),
        ("Магазин", AccountState::Active, Connection::ToldToWait),
        ("Старый", AccountState::LoggedOut, Connection::LoggedOut),
        ("Запасной", AccountState::Offline, Connection::Offline),
    ];
    let all: Vec<BotView> = (1..)
        .zip(states)
        .map(|(number, (name, state, connection))| one(number, name, state, connection))
        .collect();
    let accounts = accounts_of(Connection::Online);
    let list = |bots: &[BotView], problem| {
        let shown = page::Shown { bots, accounts: &accounts, problem };
        page::page(&view(lang, "/bots"), &shown)
    };
    let bot = |bot: &BotView, not_taken| {
        let shown = bot::Shown { bot, accounts: &accounts, not_taken };
        bot::page(&view(lang, "/bots/1"), &shown)
    };
    let not_taken = |field| Some(NotTaken { words: HOSTILE, field: Some(field) });
    let mut busy = all[0].clone();
    busy.connections = vec![
        connected(&all[0], OWNER, ConnectionAnswer::Accepted, true),
        connected(&all[0], HOSTILE, ConnectionAnswer::Asked, true),
        connected(&all[0], "Анна", ConnectionAnswer::Refused, false),
    ];
    vec![
        ("bots", list(&all, None)),
        ("bots-empty", list(&[], Some(HOSTILE))),
        ("bot", bot(&busy, None)),
        ("bot-webhook", bot(&all[2], not_taken("token"))),
        ("bot-new", bot_new::page(&view(lang, "/bots/new"), &accounts, &Default::default(), None)),
        (
            "bot-new-refused",
            bot_new::page(
                &view(lang, "/bots/new"),
                &accounts,
                &Default::default(),
                not_taken("username"),
            ),
        ),
        ("bot-revoked", bot(&all[4], None)),
    ]
}
