//! A million messages of one owner in SQLite: how long storing and indexing them takes, and how fast a page
//! of what is searched in them is found.
//!
//! `cargo xtask bench search` runs this as `cargo bench -p xtask --bench search`. The messages are made up
//! (`talk`), one transaction is as large as an import's. Prints a JSON object per measured number.

mod report;
mod talk;

use std::time::{Duration, Instant};

use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Mode, OwnerId, Peer, PeerFlags, PeerId,
    PeerKind, Profile, Timestamp,
};
use report::print;
use store::{MasterKey, Search, Store};
use style::search::Wanted;
use talk::{NOW, SplitMix, Vocabulary};

const MESSAGES: u32 = 1_000_000;
const CHATS: u32 = 10_000;
const SEED: u64 = 1;
/// How many searches of each kind are measured.
const SEARCHES: usize = 300;
/// Messages of a transaction.
const TRANSACTION: usize = 10_000;
/// Messages of a page.
const PAGE: usize = 50;
const GOAL: &str = "under 100 ms at p95";

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure())
}

/// What is looked for, by chance.
type Of<'a> = &'a dyn Fn(&mut SplitMix) -> Search;

async fn measure() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("twin.db");
    let key = MasterKey::from_text(&"07".repeat(32))?;
    let store = Store::open(&file.display().to_string(), key).await?;
    let owner = store.ensure_owner(OwnerId::new(NOW, 1), NOW).await?;
    let account = AccountId::new(NOW, 2);
    let vocabulary = Vocabulary::new();
    let messages: Vec<_> = talk::history(&vocabulary, MESSAGES, CHATS, SEED).collect();
    let mut tx = store.begin(owner).await?;
    tx.insert_account(&of_the_bench(account)).await?;
    let mut known = None;
    for message in &messages {
        if known.replace(message.chat) != Some(message.chat) {
            tx.upsert_peer(account, &peer(message.chat)).await?;
        }
    }
    tx.commit().await?;

    let begun = Instant::now();
    for some in messages.chunks(TRANSACTION) {
        let mut tx = store.begin(owner).await?;
        tx.insert_messages(account, some).await?;
        tx.commit().await?;
    }
    let taken = begun.elapsed();
    let size = std::fs::metadata(&file)?.len() >> 20;
    let what = format!("storing and indexing {MESSAGES} messages of {CHATS} chats in SQLite");
    print(&what, &format!("{:.1} s", taken.as_secs_f64()), "under 30 s with their import")?;
    print("the database's file with them", &format!("{size} MiB"), "")?;

    let mut random = SplitMix::new(SEED + 1);
    let words = |random: &mut SplitMix| {
        let asked = talk::Asked::new(&vocabulary, CHATS, random);
        (asked.chat, format!("{} {}", asked.context, asked.texts.join(" ")))
    };
    let first = |text: &str, count: usize| {
        text.split_whitespace().take(count).collect::<Vec<_>>().join(" ")
    };
    let search = |text: &str, is_typing| Search {
        wanted: Wanted::new(text, is_typing),
        limit: PAGE,
        ..Search::default()
    };
    let kinds: [(&str, Of<'_>); 6] = [
        ("one word, often a frequent one", &|random| search(&first(&words(random).1, 1), false)),
        ("three words", &|random| search(&first(&words(random).1, 3), false)),
        ("a phrase in quotes", &|random| {
            search(&format!("\"{}\"", first(&words(random).1, 2)), false)
        }),
        ("a word while it is typed", &|random| {
            let text = first(&words(random).1, 1);
            search(&text.chars().take(3).collect::<String>(), true)
        }),
        ("two words of the owner in one chat", &|random| {
            let (chat, text) = words(random);
            let (chat, author) = (Some(chat), Some(Author::Owner));
            Search { chat, author, ..search(&first(&text, 2), false) }
        }),
        ("no words, the owner's of a month", &|random| {
            let until = NOW.as_secs() - 86_400 * (2_000 + 300 * (random.below(5).cast_signed()));
            let from = Some(Timestamp::from_secs(until - 30 * 86_400));
            let until = Some(Timestamp::from_secs(until));
            Search { from, until, author: Some(Author::Owner), ..search("", false) }
        }),
    ];
    for (what, of) in kinds {
        let mut times = Vec::with_capacity(SEARCHES);
        for _ in 0..SEARCHES {
            let search = of(&mut random);
            let begun = Instant::now();
            std::hint::black_box(store.read(owner).await?.search(&search).await?);
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        let at = |quantile: f64| milliseconds(times[(SEARCHES as f64 * quantile) as usize]);
        let figures = format!("{}, p95 {}, p99 {}", at(0.5), at(0.95), at(0.99));
        print(&format!("a page of a search: {what}; p50"), &figures, GOAL)?;
    }
    Ok(())
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn of_the_bench(id: AccountId) -> Account {
    Account {
        id,
        kind: AccountKind::User,
        profile: Profile {
            user_id: PeerId(100),
            first_name: "Илья".to_owned(),
            last_name: String::new(),
            username: None,
            phone: None,
        },
        state: AccountState::Offline,
        default_mode: Mode::Watch,
    }
}

fn peer(id: PeerId) -> Peer {
    let kind = if id.is_user() { PeerKind::User } else { PeerKind::Group };
    Peer { id, kind, title: "Somebody".to_owned(), username: None, flags: PeerFlags::default() }
}
