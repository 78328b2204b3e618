//! What many bots in one server cost: the binary against the sandbox's Bot API, by long polling, in recall
//! mode, all delays at 0; all of them write in the manner of one account.
//!
//! `cargo xtask bench bots` runs this as `… -- BINARY`. The sandbox is in this process, so that what is
//! measured is the server's alone. Prints a JSON object per measured number.

#[expect(dead_code, reason = "shared by benchmarks that each use a part of it")]
mod crowd;
mod memory;
mod processor;
mod report;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use domain::policy::Limits;
use domain::{
    Account, AccountId, AccountKind, AccountState, Mode, NewSession, PeerId, Policy, Profile,
    Timestamp, UpdatesState,
};
use sandbox::{NewBot, Page};

use crowd::program::Running;
use crowd::{Crowd, GLANCE, phone};
use memory::mebibytes;

/// Bots of the server.
const BOTS: usize = 200;

/// How long nothing happens: longer than a bot waits before it asks anew what came.
const IDLE: Duration = Duration::from_secs(100);

/// How long the bots may take to start, and to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer may have several messages: after so long without another one it is whole.
const QUIET: Duration = Duration::from_secs(1);

/// When the accounts were added.
const PAST: Timestamp = Timestamp::from_secs(1_700_000_000);

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let binary = PathBuf::from(arguments.next().context("run as `cargo xtask bench bots`")?);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(&binary))
}

async fn measure(binary: &Path) -> anyhow::Result<()> {
    let mut crowd = Crowd::gather(1).await?;
    // The one account alone, once it has answered.
    let server = crowd.serve(binary)?;
    crowd.try_questions().await?;
    let base = server.memory()?;
    let idle_base = idle(&server).await?;
    drop(server);

    let bots = add(&crowd).await?;
    let begun = Instant::now();
    let server = crowd.serve(binary)?;
    let person = phone(1);
    let (first, second) = (crowd.questions()[0], crowd.questions()[1]);
    for bot in &bots {
        crowd.sandbox.control().send_message(&person, bot, first)?;
    }
    let took = answered(&crowd, &person, &bots, begun).await?;
    report::print(
        &format!("start with {BOTS} bots, until each has answered who waited"),
        &format!("{:.2} s", took.as_secs_f64()),
        "",
    )?;
    let resident = server.memory()?;
    report::print(
        &format!("resident memory with {BOTS} bots, each of which has answered"),
        &mebibytes(resident),
        "",
    )?;
    let each = resident.saturating_sub(base) / BOTS as u64;
    report::print("of that a bot, beyond the server with one account", &format!("{each} KiB"), "")?;
    let idle = idle(&server).await?.saturating_sub(idle_base);
    let share = idle.as_secs_f64() / IDLE.as_secs_f64() / BOTS as f64;
    report::print(
        "processor time of an idle bot, a second",
        &format!("{:.0} µs", share * 1e6),
        "",
    )?;

    let (busy, begun) = (server.busy()?, Instant::now());
    for bot in &bots {
        crowd.sandbox.control().send_message(&person, bot, second)?;
    }
    let took = answered(&crowd, &person, &bots, begun).await?;
    report::print(
        &format!("{BOTS} bots asked at once, until the last has answered"),
        &format!("{:.2} s", took.as_secs_f64()),
        "",
    )?;
    let cost = (server.busy()? - busy).as_secs_f64() * 1e3 / BOTS as f64;
    report::print("processor time of a reply then", &format!("{cost:.2} ms"), "")
}

/// What the server's processors take while nothing happens.
async fn idle(server: &Running) -> anyhow::Result<Duration> {
    let before = server.busy()?;
    tokio::time::sleep(IDLE).await;
    Ok(server.busy()? - before)
}

/// Makes the bots, and adds them to the server, which does not run; returns their usernames.
async fn add(crowd: &Crowd) -> anyhow::Result<Vec<String>> {
    let (store, owner) = crowd.store().await?;
    let mut tx = store.begin(owner).await?;
    let manner = tx.accounts().await?.first().context("there is no account")?.id;
    let mut names = Vec::new();
    for number in 0..BOTS {
        let new = NewBot {
            name: format!("Bot {number}"),
            username: format!("bench_{number}_bot"),
            ..NewBot::default()
        };
        let made = crowd.sandbox.control().create_bot(&new)?;
        let account = Account {
            id: AccountId::new(PAST, number as u128 + 1_000),
            kind: AccountKind::Bot,
            profile: Profile {
                user_id: PeerId(made.id),
                first_name: made.name,
                last_name: String::new(),
                username: Some(made.username.clone()),
                phone: None,
            },
            state: AccountState::Active,
            default_mode: Mode::Auto,
        };
        let session = NewSession {
            keys: made.token.into_bytes(),
            updates: UpdatesState::default(),
            peers: Vec::new(),
        };
        tx.insert_account(&account).await?;
        tx.save_session(account.id, &session).await?;
        tx.set_manner_of(account.id, Some(manner)).await?;
        let policy = Policy { limits: Limits::NONE, ..Policy::default() };
        tx.set_policy(account.id, &policy).await?;
        names.push(made.username);
    }
    tx.commit().await?;
    Ok(names)
}

/// Waits until each of the bots has answered what it was asked last, and none says more; returns how long that
/// took.
async fn answered(
    crowd: &Crowd,
    person: &str,
    bots: &[String],
    begun: Instant,
) -> anyhow::Result<Duration> {
    let (mut said, mut took) = (0, begun.elapsed());
    loop {
        ensure!(begun.elapsed() < PATIENCE, "not all bots answer");
        tokio::time::sleep(GLANCE).await;
        let (mut now, mut all) = (0, true);
        for bot in bots {
            let page = crowd.sandbox.control().page(person, bot, Page::default())?;
            all &= page.last().is_some_and(|newest| !newest.out);
            now += page.len();
        }
        if now != said {
            (said, took) = (now, begun.elapsed());
        } else if all && begun.elapsed() > took + QUIET {
            return Ok(took);
        }
    }
}
