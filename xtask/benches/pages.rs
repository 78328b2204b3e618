//! Every page that a person opens, over a million messages in ten thousand chats: how long the server takes
//! for it, what goes over the wire, and what five hundred live streams cost. The release binary on SQLite,
//! asked over loopback as a browser asks.
//!
//! `cargo xtask bench pages` runs this as `… -- BINARY`. Prints a JSON object per measured number.

mod archive;
mod memory;
mod processor;
#[path = "crowd/program.rs"]
#[expect(dead_code, reason = "shared by benchmarks that each use a part of it")]
mod program;
mod report;
#[expect(dead_code, reason = "shared by benchmarks that each use a part of it")]
mod talk;
mod visitor;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use domain::Timestamp;
use store::{MasterKey, Store};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use archive::Archive;
use memory::mebibytes;
use program::Running;
use report::print;
use talk::{SplitMix, Vocabulary};
use visitor::{Listener, Visitor};

/// Requests of each page before those that are measured, and those.
const WARM: usize = 20;
const REQUESTS: usize = 300;
const STREAMS: usize = 500;
/// Events of which it is measured when they reach the streams.
const EVENTS: usize = 30;
/// How often it is looked whether something is done.
const GLANCE: Duration = Duration::from_millis(50);
/// How long to wait until an event has been told to its end.
const BREATH: Duration = Duration::from_secs(1);
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";
const GOAL: &str = "under 100 ms at p95";

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let binary = PathBuf::from(arguments.next().context("run as `cargo xtask bench pages`")?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure(&binary))
}

/// The server, and what is in it.
struct House {
    server: Running,
    address: SocketAddr,
    archive: Archive,
    store: Store,
    random: SplitMix,
    vocabulary: Vocabulary,
}

async fn measure(binary: &std::path::Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("aitwin.db").display().to_string();
    let store = Store::open(&file, MasterKey::from_text(KEY)?).await?;
    let archive = archive::fill(&store, now()).await?;
    let mut serve = Command::new(binary);
    serve.args(["serve", "--http", "127.0.0.1:0", "--data"]).arg(folder.path());
    let server = Running::start(serve.env("AITWIN_MASTER_KEY", KEY), "open http://")?;
    let address = server.told.trim_end_matches('/').parse()?;
    let (random, vocabulary) = (SplitMix::new(2), Vocabulary::new());
    let mut house = House { server, address, archive, store, random, vocabulary };
    house.pages().await?;
    house.first_page().await?;
    let account = format!("/accounts/{}/rules", house.archive.account);
    house.streams("of any page", "/needs/events", &account).await?;
    let chat = format!("/accounts/{}/chats/{}", house.archive.account, house.archive.chats[0]);
    house.streams("of the inbox, each drawn anew", "/inbox/events", &chat).await?;
    house.removal().await
}

#[expect(clippy::disallowed_methods, reason = "the server's clock is this one")]
fn now() -> Timestamp {
    Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
}

impl House {
    /// Any of the chats, more often a livelier one.
    fn chat(&mut self) -> String {
        let chats = self.archive.chats.len() as u64;
        let within = 1 + self.random.below(chats);
        let number = usize::try_from(self.random.below(within)).unwrap_or_default();
        format!("/accounts/{}/chats/{}", self.archive.account, self.archive.chats[number])
    }

    /// Some words that were said.
    fn words(&mut self, count: usize) -> String {
        let asked = talk::Asked::new(&self.vocabulary, archive::CHATS, &mut self.random);
        asked.context.split_whitespace().take(count).map(encoded).collect::<Vec<_>>().join("+")
    }

    async fn pages(&mut self) -> anyhow::Result<()> {
        let account = format!("/accounts/{}", self.archive.account);
        let fixed = [
            ("the inbox", "/inbox".to_owned()),
            ("the inbox, what needs the owner", "/inbox?show=needs".to_owned()),
            ("the inbox, a name looked for", "/inbox?q=9".to_owned()),
            ("questions", "/questions".to_owned()),
            ("history", "/history".to_owned()),
            ("statistics of 7 days", "/statistics?days=7".to_owned()),
            ("statistics of 30 days", "/statistics".to_owned()),
            ("statistics of 90 days", "/statistics?days=90".to_owned()),
            ("statistics of a year", "/statistics?days=365".to_owned()),
            ("accounts", "/accounts".to_owned()),
            ("an account", account.clone()),
            ("what is remembered of the owner", format!("{account}/about")),
            ("rules", format!("{account}/rules")),
            ("pace", format!("{account}/pace")),
            ("the choice of what is read", format!("{account}/history")),
            ("the first steps", "/start".to_owned()),
            ("trying it out", "/try".to_owned()),
            ("import", "/import".to_owned()),
            ("the model", "/model".to_owned()),
            ("the voice", "/voice".to_owned()),
            ("how the owner writes", format!("{account}/twin")),
            ("the answers that the twin draws from", format!("{account}/twin/answers")),
            ("the likeness", format!("{account}/twin/likeness")),
            ("the limits", format!("{account}/twin/limits")),
            ("the blind test", format!("{account}/twin/blind")),
            ("settings", "/settings".to_owned()),
            ("login", "/login".to_owned()),
            ("the API, as a page", "/api".to_owned()),
        ];
        for (what, path) in fixed {
            self.page(what, |_| path.clone()).await?;
        }
        self.page("a conversation", Self::chat).await?;
        self.page("what was said before in it", |house| format!("{}/before/60", house.chat()))
            .await?;
        self.page("what is remembered of a chat", |house| format!("{}/memory", house.chat()))
            .await?;
        self.page("what a model was asked in a chat", |house| {
            format!("{}/explained", house.chat())
        })
        .await?;
        self.page("history, one word", |house| format!("/history?q={}", house.words(1))).await?;
        self.page("history, three words", |house| format!("/history?q={}", house.words(3))).await?;
        self.page("history, a word of the twin's", |house| {
            format!("/history?by=twin&q={}", house.words(1))
        })
        .await
    }

    async fn page(
        &mut self,
        what: &str,
        mut path: impl FnMut(&mut Self) -> String,
    ) -> anyhow::Result<()> {
        let mut visitor = Visitor::come(self.address).await?;
        let (mut times, mut wire) = (Vec::with_capacity(REQUESTS), 0);
        for number in 0..WARM + REQUESTS {
            let path = path(self);
            let got = visitor.get(&path).await?;
            ensure!(got.status == 200, "{path}: {}", got.status);
            if number >= WARM {
                times.push(got.took);
                wire += got.body.len();
            }
        }
        let kilobytes = format!("{:.0} kB", wire as f64 / REQUESTS as f64 / 1e3);
        print(&format!("{what}; p50, p95, p99"), &quantiles(times), GOAL)?;
        print(&format!("{what}; over the wire"), &kilobytes, "")
    }

    /// The first page of a visit, with all that it loads.
    async fn first_page(&mut self) -> anyhow::Result<()> {
        let mut visitor = Visitor::come(self.address).await?;
        let page = visitor.read("/inbox").await?;
        let mut wire = visitor.get("/inbox").await?.body.len();
        let assets = page.split('"').filter(|text| text.starts_with("/assets/"));
        for asset in assets {
            let got = visitor.get(asset).await?;
            ensure!(got.status == 200, "{asset}: {}", got.status);
            wire += got.body.len();
        }
        let kilobytes = format!("{:.0} kB", wire as f64 / 1e3);
        print("the first page with all that it loads, over the wire", &kilobytes, "under 100 kB")
    }

    /// Opens many streams and tells when each hears of what happens, which is that something is paused
    /// and resumed.
    async fn streams(&mut self, what: &str, path: &str, pauses: &str) -> anyhow::Result<()> {
        let before = self.server.memory()?;
        let mut opening = JoinSet::new();
        for _ in 0..STREAMS {
            let (address, path) = (self.address, path.to_owned());
            opening.spawn(async move {
                let mut listener = Visitor::come(address).await?.listen(&path).await?;
                // What is there comes first.
                listener.told().await?;
                anyhow::Ok(listener)
            });
        }
        let mut listening = JoinSet::new();
        let mut heard = Vec::with_capacity(STREAMS);
        for listener in opening.join_all().await {
            let (tell, hear) = mpsc::unbounded_channel();
            listening.spawn(all_told(listener?, tell));
            heard.push(hear);
        }
        let mut visitor = Visitor::come(self.address).await?;
        let mut delays = Vec::with_capacity(EVENTS * STREAMS);
        for event in 0..EVENTS {
            // What follows of the event before is not this one's.
            tokio::time::sleep(BREATH).await;
            let begun = Instant::now();
            let action = if event % 2 == 0 { "pause" } else { "resume" };
            let done =
                visitor.post(&format!("{pauses}/{action}"), "minutes=30&back=%2Finbox").await?;
            ensure!(done.status == 303, "{action}: {}", done.status);
            for hear in &mut heard {
                let mut at = hear.recv().await.context("a stream has ended")?;
                while at < begun {
                    at = hear.recv().await.context("a stream has ended")?;
                }
                delays.push(at - begun);
            }
        }
        let held = self.server.memory()?;
        let each = held.saturating_sub(before) as f64 / STREAMS as f64;
        let streams = format!("{STREAMS} live streams {what}");
        print(
            &format!("{streams}: resident memory, of {}", mebibytes(before)),
            &mebibytes(held),
            "",
        )?;
        print(&format!("{streams}: of that a stream"), &format!("{each:.0} KiB"), "")?;
        print(
            &format!("{streams}: from what happens to each; p50, p95, p99"),
            &quantiles(delays),
            "",
        )
    }

    /// Removes the account while somebody changes another one.
    async fn removal(&mut self) -> anyhow::Result<()> {
        let owner = self.store.owners().await?.into_iter().next().context("no owner")?;
        let mut visitor = Visitor::come(self.address).await?;
        let begun = Instant::now();
        let path = format!("/accounts/{}/remove", self.archive.account);
        let removed = visitor.post(&path, "").await?;
        ensure!(removed.status == 200, "{path}: {}", removed.status);
        let answered = removed.took;
        let pause = format!("/accounts/{}/rules/pause", self.archive.other);
        let mut waits = Vec::new();
        while !self.store.read(owner).await?.removed_accounts().await?.is_empty() {
            waits.push(visitor.post(&pause, "minutes=30").await?.took);
            tokio::time::sleep(GLANCE).await;
        }
        let took = begun.elapsed();
        let messages = archive::MESSAGES;
        print("removing the account: until the page says so", &milliseconds(answered), "")?;
        let what = format!("until its {messages} messages and all of them is erased");
        print(&what, &format!("{:.0} s", took.as_secs_f64()), "")?;
        print("meanwhile, a change of another account; p50, p95, p99", &quantiles(waits), GOAL)
    }
}

/// Tells when a stream tells something, until nobody wants to know.
async fn all_told(mut listener: Listener, tell: mpsc::UnboundedSender<Instant>) {
    while let Ok(at) = listener.told().await
        && tell.send(at).is_ok()
    {}
}

fn quantiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| {
        let place = (times.len().saturating_sub(1) as f64 * share).round() as usize;
        times.get(place).copied().unwrap_or_default()
    };
    [0.5, 0.95, 0.99].map(|share| milliseconds(at(share))).join(", ")
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// As a part of an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
