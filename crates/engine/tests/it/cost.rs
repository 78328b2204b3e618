//! What a reply costs the database does not grow with what else there is: a statement that walks through
//! the rows of other chats, or of other accounts, shows here.

use std::time::Duration;

use domain::{
    Account, AccountId, AccountKind, Author, Bubble, MessageId, Mode, PeerId, Profile, Reply,
    ReplyId, ReplyState, SentMessage,
};

use crate::stage::{ANNA, ANOTHER_QUESTION, ANSWER, QUESTION, START, Stage, message, peer};

/// What is added: so many chats of the account, and so many accounts with so many chats each.
const CHATS: i64 = 60;
const ACCOUNTS: u128 = 8;
const CHATS_OF_OTHERS: i64 = 10;
/// In each of these chats.
const REPLIES: i32 = 12;

/// By how much a reply may cost more in the large database, in per cent: a list of chats is a bit longer.
const MORE: u64 = 15;

impl Stage {
    /// How many steps of SQLite two questions and their answers take, at least of a few.
    async fn cost(&mut self) -> u64 {
        let mut least = u64::MAX;
        for _ in 0..3 {
            let before = self.store.steps();
            for question in [QUESTION, ANOTHER_QUESTION] {
                // What came before is of another hour.
                self.clock.move_to(self.clock.now_and(4_000));
                self.answers(question).await;
            }
            least = least.min(self.store.steps() - before);
        }
        least
    }

    /// How many steps a look at Anna's page takes.
    async fn look(&self) -> u64 {
        let before = self.store.steps();
        let (engine, account) = (&self.engine, self.account);
        let talk = engine.chat(account, ANNA, 60).await.unwrap().unwrap();
        assert!(!engine.replies_of(account, &talk.messages).await.unwrap().is_empty());
        engine.past_steps(account, ANNA, 80).await.unwrap();
        engine.earned(account, ANNA).await.unwrap();
        engine.inbox_of(account, ANNA).await.unwrap();
        engine.question_of(account, ANNA).await.unwrap();
        self.store.steps() - before
    }

    /// Adds chats with questions and replies to an account.
    async fn fill(&self, account: AccountId, chats: i64) {
        let (store, owner) = self.elsewhere().await;
        let mut tx = store.begin(owner).await.unwrap();
        for chat in (0..chats).map(|chat| PeerId(10_000 + chat)) {
            tx.upsert_peer(account, &peer(chat)).await.unwrap();
            for number in 1..=REPLIES {
                let at = START - Duration::from_secs(86_400 * u64::try_from(number).unwrap());
                let asked = message(number * 2, Author::Other, QUESTION, at);
                let said = message(number * 2 + 1, Author::Twin, ANSWER, at);
                for said in [asked, said] {
                    let said = domain::Message { chat, ..said };
                    assert!(tx.insert_message(account, &said).await.unwrap());
                }
                let random = (chat.0 * 100 + i64::from(number)) as u128;
                let reply = Reply {
                    id: ReplyId::new(at, account_number(account) << 40 | random),
                    account,
                    chat,
                    state: ReplyState::Scheduled,
                    answers: MessageId(number * 2),
                    bubbles: vec![Bubble {
                        text: ANSWER.into(),
                        random_id: (account_number(account) << 40 | random) as i64,
                        message_id: None,
                        spoken: None,
                    }],
                    send_at: at,
                    confidence: 1.0,
                    created_at: at,
                    mode: Mode::Auto,
                    word: None,
                    away: false,
                    discloses: false,
                };
                assert!(tx.plan_reply(&reply).await.unwrap());
                assert!(tx.claim_reply(reply.id).await.unwrap());
                let sent = SentMessage { id: MessageId(number * 2 + 1), sent_at: at };
                assert!(tx.bubble_sent(reply.id, 0, sent).await.unwrap());
                assert!(tx.finish_reply(reply.id, ReplyState::Sent).await.unwrap());
            }
        }
        tx.commit().await.unwrap();
    }

    async fn add_account(&self, number: u128) -> AccountId {
        let (store, owner) = self.elsewhere().await;
        let account = Account {
            id: AccountId::new(START, number),
            kind: AccountKind::User,
            profile: Profile {
                user_id: PeerId(1_000 + i64::try_from(number).unwrap()),
                first_name: "Другой".into(),
                last_name: String::new(),
                username: None,
                phone: None,
            },
            state: domain::AccountState::Offline,
            default_mode: Mode::Auto,
        };
        let mut tx = store.begin(owner).await.unwrap();
        tx.insert_account(&account).await.unwrap();
        tx.commit().await.unwrap();
        account.id
    }
}

/// A number of its own for each account of this test.
fn account_number(account: AccountId) -> u128 {
    let digits = account.to_string();
    digits.bytes().rev().take(2).fold(0, |number, digit| number * 256 + u128::from(digit))
}

#[tokio::test]
async fn a_reply_costs_the_same_whatever_else_there_is() {
    let mut stage = Stage::set().await;
    stage.online().await;
    // Until the chat is as long as anything that is read of it.
    for _ in 0..4 {
        stage.cost().await;
    }
    let small = stage.cost().await;
    let look = stage.look().await;
    stage.fill(stage.account, CHATS).await;
    let in_account = stage.cost().await;
    for number in 0..ACCOUNTS {
        let account = stage.add_account(100 + number).await;
        stage.fill(account, CHATS_OF_OTHERS).await;
    }
    let in_all = stage.cost().await;
    println!("steps of two replies: {small}, with more chats {in_account}, and accounts {in_all}");
    assert!(small > 0);
    let most = small + small * MORE / 100;
    assert!(in_account <= most, "{in_account} with more chats in the account, {small} without");
    assert!(in_all <= most, "{in_all} with more accounts, {small} without");
    let looked = stage.look().await;
    assert!(looked <= look + look * MORE / 100, "{looked} to look at the chat, {look} before");
    assert_eq!(stage.telegram.arrived_at(ANNA).len(), 7 * 6);
}
