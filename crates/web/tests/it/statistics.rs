//! The page of numbers: each figure beside what really happened.

use std::time::Duration;

use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Bubble, Content, Failing, Helper,
    Message, MessageId, Mode, OwnerId, OwnerWord, PeerId, Reply, ReplyId, ReplyState, SentMessage,
    Spending, Timestamp, Usage,
};
use store::{Hearing, Spoke, Store, Tx};

use crate::stage::{ANNA, NOW, Stage, anna, profile};

fn ago(minutes: u64) -> Timestamp {
    NOW - Duration::from_secs(60 * minutes)
}

fn message(id: i32, author: Author, sent_at: Timestamp, content: Content) -> Message {
    Message {
        chat: ANNA,
        id: MessageId(id),
        author,
        sender: if author == Author::Other { ANNA } else { PeerId(500) },
        sent_at,
        content,
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

fn text(text: &str) -> Content {
    Content::Text { text: text.to_owned() }
}

/// A reply of one message, planned at a moment.
fn planned(account: AccountId, number: u8, created_at: Timestamp, text: &str) -> Reply {
    Reply {
        id: ReplyId::new(created_at, number.into()),
        account,
        chat: ANNA,
        state: ReplyState::Scheduled,
        answers: MessageId(3),
        bubbles: vec![Bubble {
            text: text.to_owned(),
            random_id: number.into(),
            message_id: None,
            spoken: None,
        }],
        send_at: created_at,
        confidence: 0.9,
        created_at,
        mode: Mode::Auto,
        word: None,
        away: false,
        discloses: false,
    }
}

/// Sends a reply, which arrives as a message at a moment.
async fn sent(tx: &mut Tx, reply: &Reply, id: i32, sent_at: Timestamp) {
    assert!(tx.plan_reply(reply).await.unwrap());
    assert!(tx.claim_reply(reply.id).await.unwrap());
    let arrived = SentMessage { id: MessageId(id), sent_at };
    assert!(tx.bubble_sent(reply.id, 0, arrived).await.unwrap());
    assert!(tx.finish_reply(reply.id, ReplyState::Sent).await.unwrap());
}

/// Two days with Anna, and something of ten days ago. It is noon of 15 July.
async fn two_days(store: &Store, owner: OwnerId, account: AccountId) {
    let mut tx = store.begin(owner).await.unwrap();
    let voice = Content::Voice { seconds: Some(75), said: None };
    let messages = [
        message(1, Author::Other, ago(10 * 24 * 60), text("привет")),
        message(3, Author::Other, ago(25 * 60), text("как ты?")),
        message(4, Author::Owner, ago(25 * 60 - 10), text("норм")),
        message(5, Author::Other, ago(120), text("придёшь?")),
        message(6, Author::Other, ago(119), text("ау")),
        message(8, Author::Other, ago(60), text("в семь?")),
        message(10, Author::Other, ago(30), voice),
    ];
    tx.insert_messages(account, &messages).await.unwrap();

    let reply = |number, created_at, text| planned(account, number, created_at, text);
    sent(&mut tx, &reply(1, ago(10 * 24 * 60), "и тебе"), 2, ago(10 * 24 * 60 - 1)).await;
    // Two minutes, twenty, and one.
    sent(&mut tx, &reply(2, ago(119), "ок, буду"), 7, ago(118)).await;
    let (mode, word) = (Mode::Draft, Some(OwnerWord::Edited));
    let edited = Reply { mode, word, ..reply(3, ago(59), "да, в семь") };
    sent(&mut tx, &edited, 9, ago(40)).await;
    let undone = Reply { word: Some(OwnerWord::Undone), ..reply(4, ago(30), "не надо") };
    sent(&mut tx, &undone, 11, ago(29)).await;
    let failed = reply(5, ago(20), "ещё");
    assert!(tx.plan_reply(&failed).await.unwrap());
    assert!(tx.claim_reply(failed.id).await.unwrap());
    assert!(tx.finish_reply(failed.id, ReplyState::Failed).await.unwrap());
    let rejected =
        Reply { state: ReplyState::Waiting, mode: Mode::Draft, ..reply(6, ago(10), "нет") };
    assert!(tx.plan_reply(&rejected).await.unwrap());
    tx.cancel_reply(rejected.id).await.unwrap();
    assert!(tx.say_of_reply(rejected.id, OwnerWord::Rejected).await.unwrap());

    // A day ends at midnight: twelve hours ago, and in twelve hours.
    for (until, prompt, completion, billionths) in [
        (ago(12 * 60), 500, 0, 10_000_000),
        (NOW + Duration::from_secs(12 * 3_600), 1_000, 234, 50_000_000),
    ] {
        let usage = Usage { prompt, completion, ..Usage::default() };
        tx.set_model_spending(&Spending { until, usage, billionths }).await.unwrap();
    }
    let hearing = Hearing {
        at: ago(30),
        ear: Some("openai:gpt-transcribe".to_owned()),
        language: None,
        charged: Duration::from_secs(30),
        billionths: 20_000_000,
        took: Duration::ZERO,
        problem: None,
    };
    assert!(tx.keep_hearing(account, (ANNA, MessageId(10)), &hearing).await.unwrap());
    let spoke = Spoke { notes: 2, characters: 40, seconds: 90, billionths: 30_000_000 };
    tx.note_spoke((account, ANNA), NOW, "elevenlabs:x", spoke).await.unwrap();
    for (at, helper, why) in [
        (NOW, Helper::Model, Failing::Limit),
        (NOW, Helper::Model, Failing::Limit),
        (NOW, Helper::Ear, Failing::Unreachable),
        (ago(24 * 60), Helper::Mouth, Failing::Key),
        (ago(10 * 24 * 60), Helper::Model, Failing::Answer),
    ] {
        tx.note_failure(at, helper, why).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A tile with its number.
fn tile(name: &str, number: &str) -> String {
    format!("<dt>{name}</dt><dd><strong>{number}</strong>")
}

#[tokio::test]
async fn the_tiles_tell_what_was_written_and_how_fast() {
    let stage = Stage::prepared(two_days).await;
    let page = stage.get("/statistics?days=7").await.body;
    for (name, number) in [
        ("Received", "5"),
        ("Replies sent by the twin", "3"),
        // Of three one was edited and one taken back.
        ("Sent unedited", "33%"),
        // 15 s to read each of the two that stayed, 0.278 s for each of their 18 characters.
        ("Time saved", "35 s"),
        ("Your twin usually answers within", "2 min"),
        ("You usually answer within", "10 min"),
    ] {
        assert!(page.contains(&tile(name, number)), "{name}: {number}: {page}");
    }
    let month = stage.get("/statistics").await.body;
    assert!(month.contains(&tile("Received", "6")), "{month}");
    assert!(month.contains(&tile("Replies sent by the twin", "4")), "{month}");
    assert!(month.contains(&tile("Sent unedited", "50%")), "{month}");
}

#[tokio::test]
async fn days_chats_and_replies_are_counted_each_for_itself() {
    let stage = Stage::prepared(two_days).await;
    let page = stage.get("/statistics?days=7").await.body;
    let counts = |head: &str, [came, by_owner, by_twin]: [u64; 3]| {
        format!("<th scope=\"row\">{head}</th><td>{came}</td><td>{by_owner}</td><td>{by_twin}</td>")
    };
    let anna = format!("<a href=\"/accounts/{}/chats/{ANNA}\">Анна</a>", stage.account);
    for row in [
        counts("15 Jul 2026", [4, 0, 3]),
        counts("14 Jul 2026", [1, 1, 0]),
        counts("13 Jul 2026", [0, 0, 0]),
        counts(&anna, [5, 1, 3]),
    ] {
        assert!(page.contains(&row), "{row}: {page}");
    }
    // And for who is read the chart.
    assert!(page.contains("15/7: 4 received, 0 by you, 3 by your twin"), "{page}");
    for (name, count) in [
        ("Sent, Answer", 2),
        ("Sent, Ask me", 1),
        ("Drafts edited first", 1),
        ("Drafts discarded", 1),
        ("Taken back", 1),
        ("Refused by Telegram", 1),
    ] {
        let pair = format!("<dt>{name}</dt><dd>{count}</dd>");
        assert!(page.contains(&pair), "{pair}: {page}");
    }
    assert!(!page.contains("<dt>Drafts approved</dt>"), "what did not happen: {page}");
}

#[tokio::test]
async fn what_models_and_voices_took_is_told_with_what_it_cost() {
    let stage = Stage::prepared(two_days).await;
    let page = stage.get("/statistics?days=7").await.body;
    for told in [
        "<p>1,734 tokens, cost 0.06</p>",
        "14/7: 500 tokens, cost 0.01",
        "15/7: 1,234 tokens, cost 0.05",
        "One voice note heard: 2 min, 1 of them paid for.",
        "2 replies spoken: 2 min, 40 characters paid for.",
        "<p>Cost: 0.05</p>",
        "15/7: 2 min heard, 2 min spoken",
        "<th scope=\"row\">15 Jul 2026</th><td>2</td><td>2</td><td>0.05</td>",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let one = stage.get(&format!("/statistics?days=7&account={}", stage.account)).await.body;
    assert!(one.contains("what models take is not counted by account"), "{one}");
}

#[tokio::test]
async fn what_was_asked_in_vain_is_told_by_reason_and_day() {
    let stage = Stage::prepared(two_days).await;
    let page = stage.get("/statistics?days=7").await.body;
    for told in [
        "<p>Failed requests: 4</p>",
        "<dt>Model: asked too often</dt><dd>2</dd>",
        "<dt>Hearing: not reached, or no answer in time</dt><dd>1</dd>",
        "<dt>Speaking: key missing or wrong</dt><dd>1</dd>",
        "15/7: 2 of models, 1 of hearing, 0 of speaking",
        "<th scope=\"row\">14 Jul 2026</th><td>0</td><td>0</td><td>1</td>",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("makes no sense"), "that was ten days ago: {page}");
    let month = stage.get("/statistics").await.body;
    assert!(month.contains("<dt>Model: an answer that makes no sense</dt><dd>1</dd>"), "{month}");
    let one = stage.get(&format!("/statistics?days=7&account={}", stage.account)).await.body;
    assert!(one.contains("failed requests are not counted by account"), "{one}");
    let quiet = Stage::set().await.get("/statistics").await.body;
    assert!(!quiet.contains("Failed requests"), "{quiet}");
}

#[tokio::test]
async fn the_figures_of_one_account_are_its_own() {
    let second = AccountId::new(NOW, 3);
    let stage = Stage::prepared(async |store: &Store, owner, account| {
        two_days(store, owner, account).await;
        let other = Account {
            id: second,
            kind: AccountKind::User,
            profile: profile("Пётр", 501),
            state: AccountState::LoggedOut,
            default_mode: Mode::Watch,
        };
        let mut tx = store.begin(owner).await.unwrap();
        tx.insert_account(&other).await.unwrap();
        tx.upsert_peer(second, &anna()).await.unwrap();
        let asked = message(1, Author::Other, ago(5), text("где вы?"));
        tx.insert_messages(second, &[asked]).await.unwrap();
        tx.commit().await.unwrap();
    })
    .await;
    for (account, came, replies) in [
        (String::new(), "6", "3"),
        (stage.account.to_string(), "5", "3"),
        (second.to_string(), "1", "0"),
    ] {
        let page = stage.get(&format!("/statistics?days=7&account={account}")).await.body;
        assert!(page.contains(&tile("Received", came)), "{account}: {page}");
        assert!(page.contains(&tile("Replies sent by the twin", replies)), "{account}: {page}");
    }
    let whose = format!("/accounts/{second}/chats/{ANNA}\">Анна</a><small>Пётр</small>");
    let all = stage.get("/statistics?days=7").await.body;
    assert!(all.contains(&whose), "one Anna of two accounts: {all}");
    let quiet = stage.get(&format!("/statistics?days=7&account={second}")).await.body;
    assert!(!quiet.contains(&whose), "they are all of one account: {quiet}");
    assert!(quiet.contains(&tile("Sent unedited", "—")), "{quiet}");
    assert!(quiet.contains("Your twin has sent nothing in these days."), "{quiet}");
}

#[tokio::test]
async fn an_open_page_counts_what_comes() {
    let stage = Stage::prepared(two_days).await;
    let mut live = stage.follow("/statistics/events?days=7&account=", None).await;
    stage.anna_writes(12, "ты где?");
    let read = live.until(&tile("Received", "6")).await;
    assert!(read.contains("<td>5</td><td>0</td><td>3</td>"), "the day too: {read}");
}
