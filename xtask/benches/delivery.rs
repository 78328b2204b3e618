//! How many messages a second the sandbox delivers: people write to each other over encrypted
//! MTProto, and a message counts when the receiving client has the update.
//!
//! `cargo xtask bench delivery` runs this. The sandbox and all clients share one process with two
//! working threads. Prints a JSON object per measured number.

mod processor;
mod report;
mod town;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use grammers_client::tl::{Deserializable, Serializable, enums, functions as f, types};
use grammers_session::updates::UpdatesLike;
use tokio::task::JoinSet;

use processor::processor_time;
use town::{Line, Town};

/// People who write, each to one who only reads. Everybody waits for the answer to one message
/// before writing the next.
const PAIRS: usize = 64;

/// Before measuring, and while.
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(10);

/// How often those who hear nothing look whether the day is over.
const PATIENCE: Duration = Duration::from_millis(100);

/// What is written after the time: as long as people's messages are.
const TEXT: &str = "see you at the usual place, and bring the photographs";

/// What everybody sees.
struct Day {
    begun: Instant,
    /// Whether what arrives is counted.
    counts: AtomicBool,
    is_over: AtomicBool,
}

fn main() -> anyhow::Result<()> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build()?.block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let town = Town::new().await?;
    let day = Arc::new(Day {
        begun: Instant::now(),
        counts: AtomicBool::new(false),
        is_over: AtomicBool::new(false),
    });
    let (mut writers, mut readers) = (JoinSet::new(), JoinSet::new());
    for pair in 0..PAIRS {
        let (writer, reader) = (2 * pair, 2 * pair + 1);
        let (_, mut line) = town.move_in(reader).await?;
        // From the first call on, updates come.
        line.invoke(&f::updates::GetState {}).await?;
        readers.spawn(read(line, Arc::clone(&day)));
        let (_, line) = town.move_in(writer).await?;
        writers.spawn(write(line, town::username(reader), Arc::clone(&day)));
    }

    tokio::time::sleep(WARM_UP).await;
    let busy = processor_time("self")?;
    day.counts.store(true, Ordering::Relaxed);
    tokio::time::sleep(MEASURED).await;
    day.counts.store(false, Ordering::Relaxed);
    let busy = processor_time("self")? - busy;
    day.is_over.store(true, Ordering::Relaxed);
    while let Some(written) = writers.join_next().await {
        written??;
    }
    let mut delays = Vec::new();
    while let Some(read) = readers.join_next().await {
        delays.extend(read??);
    }
    delays.sort_unstable();
    ensure!(!delays.is_empty(), "nothing was delivered");
    let rate = delays.len() as f64 / MEASURED.as_secs_f64();
    let at = |quantile: f64| delays[((delays.len() - 1) as f64 * quantile).round() as usize];
    let milliseconds = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
    let each = busy.as_secs_f64() / delays.len() as f64 * 1e6;
    report::print(
        &format!("messages delivered by the sandbox, {PAIRS} pairs of clients, all on 2 threads"),
        &format!("{rate:.0} a second"),
        "5000 a second",
    )?;
    report::print("processor time of one, its two clients included", &format!("{each:.0} µs"), "")?;
    report::print("from the call to the other's update, p50", &milliseconds(at(0.5)), "")?;
    report::print("the same, p99", &milliseconds(at(0.99)), "")
}

/// Writes until the day is over.
async fn write(mut line: Line, to: String, day: Arc<Day>) -> anyhow::Result<()> {
    let resolve = f::contacts::ResolveUsername { username: to, referer: None };
    let enums::contacts::ResolvedPeer::Peer(found) = line.invoke(&resolve).await?;
    let Some(enums::User::User(user)) = found.users.into_iter().next() else {
        anyhow::bail!("nobody is there to write to");
    };
    let peer = types::InputPeerUser {
        user_id: user.id,
        access_hash: user.access_hash.context("a stranger without an access hash")?,
    };
    for random_id in 1.. {
        if day.is_over.load(Ordering::Relaxed) {
            break;
        }
        let time = day.begun.elapsed().as_nanos();
        let sent = line.invoke(&message(&peer, format!("{time} {TEXT}"), random_id)).await?;
        ensure!(matches!(sent, enums::Updates::UpdateShortSentMessage(_)), "it was not sent");
    }
    Ok(())
}

/// A message of plain text. Zero flags say that nothing else is there.
fn message(to: &types::InputPeerUser, text: String, random_id: i64) -> f::messages::SendMessage {
    let fields = [
        0u32.to_bytes(),
        enums::InputPeer::from(to.clone()).to_bytes(),
        text.to_bytes(),
        random_id.to_bytes(),
    ];
    f::messages::SendMessage::from_bytes(&fields.concat()).expect("these are its required fields")
}

/// Reads until the day is over. Returns how long each message was under way.
async fn read(mut line: Line, day: Arc<Day>) -> anyhow::Result<Vec<Duration>> {
    let mut delays = Vec::new();
    while !day.is_over.load(Ordering::Relaxed) {
        let Ok(heard) = tokio::time::timeout(PATIENCE, line.step()).await else {
            continue;
        };
        let now = day.begun.elapsed();
        for text in heard?.iter().filter_map(news) {
            let sent = text.split_once(' ').context("a message without a time")?.0;
            let sent = Duration::from_nanos(sent.parse()?);
            if day.counts.load(Ordering::Relaxed) {
                delays.push(now.saturating_sub(sent));
            }
        }
    }
    Ok(delays)
}

/// The text of a new message, if that is what an update tells of.
fn news(update: &UpdatesLike) -> Option<&str> {
    let UpdatesLike::Updates(enums::Updates::Updates(updates)) = update else {
        return None;
    };
    match updates.updates.first()? {
        enums::Update::NewMessage(types::UpdateNewMessage {
            message: enums::Message::Message(message),
            ..
        }) => Some(&message.message),
        _ => None,
    }
}
