//! A short soak: hundreds of messages through a sandbox that loses, doubles and reorders updates, cuts
//! connections, refuses, and no longer knows what was missed. `cargo xtask bench soak` is the long one, in
//! which the server is killed too.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use domain::policy::Limits;
use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Clock, LoginInput, MessageId, Mode,
    OwnerId, Peer, PeerId, Policy, Profile, ReplyState, Timestamp,
};
use engine::{Engine, LoginProgress, Parts, Settings};
use sandbox::{Config, Control, FaultKind, NewAccount, NewFault, Repeat, Sandbox};
use store::Store;
use style::PaceBounds;

use crate::both_ways::connector;
use crate::stage::{ANOTHER_QUESTION, ANSWER, QUESTION, START, open, past, peer, settings};
use crate::telegram::HandClock;

const ACCOUNTS: usize = 12;
/// So many messages to each account, all accounts in turn.
const ROUNDS: usize = 25;

/// How much time passes at a tick, which comes every few milliseconds: waits are over sooner here.
const TICK: Duration = Duration::from_millis(10);
const PASSES: Duration = Duration::from_millis(80);
/// Between rounds, and how long all may take that nothing hinders any more; by that time.
const ROUND: Duration = Duration::from_millis(1_500);
const PATIENCE: Duration = Duration::from_secs(480);

/// What goes wrong, with which probability. Each cut of an account's line makes it wait longer, so there
/// are few.
fn faults() -> Vec<(&'static str, FaultKind, f64)> {
    let error = |text: &str| FaultKind::Error { text: text.to_owned(), code: None };
    vec![
        ("updateNewMessage", FaultKind::LoseUpdate, 0.06),
        ("updateNewMessage", FaultKind::DoubleUpdate, 0.1),
        ("updateNewMessage", FaultKind::ReorderUpdate, 0.1),
        ("updateNewMessage", FaultKind::UpdatesTooLong, 0.03),
        ("messages.sendMessage", FaultKind::CutBefore, 0.02),
        ("messages.sendMessage", FaultKind::CutAfter, 0.04),
        ("messages.sendMessage", error("FLOOD_WAIT_1"), 0.01),
        ("messages.sendMessage", error("RPC_CALL_FAIL"), 0.03),
        ("updates.getDifference", FaultKind::DifferenceTooLong, 0.15),
    ]
}

/// What is counted.
#[derive(Debug, Default)]
struct Counts {
    sent: usize,
    answers: usize,
    withdrawn: usize,
    lost: usize,
    unanswered: usize,
    doubled: usize,
    out_of_order: usize,
    withdrawn_and_delivered: usize,
}

/// Somebody with a twin, and the one who writes to them.
struct Pair {
    account: AccountId,
    owner: String,
    writer: String,
    writer_id: PeerId,
}

struct Soak {
    sandbox: Sandbox,
    clock: Arc<HandClock>,
    store: Store,
    owner: OwnerId,
    engine: Engine,
    pairs: Vec<Pair>,
    _folders: [tempfile::TempDir; 2],
}

impl Soak {
    async fn begin() -> Self {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sandbox = Sandbox::start(Config::new(at, at, folders[0].path())).await.unwrap();
        let (store, owner) = open(folders[1].path()).await;
        let mut pairs = Vec::new();
        for number in 0..ACCOUNTS {
            pairs.push(pair(&sandbox.control(), &store, owner, number).await);
        }
        // No matter what, between people without a twin: its date is the present moment.
        let begun =
            sandbox.control().send_message(&pairs[0].writer, &pairs[1].writer, "ау").unwrap();
        let clock = Arc::new(HandClock::at(Timestamp::from_secs(begun.date)));
        let engine = Engine::new(Parts {
            store: store.clone(),
            owner,
            connector: Arc::new(connector(&sandbox)),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            settings: Settings { pace: PaceBounds::ZERO, ..settings() },
            seed: 7,
        });
        for Pair { account, owner, .. } in &pairs {
            let login = engine.begin_login().await.unwrap();
            engine.submit_login(login, LoginInput::Phone(owner.clone())).await.unwrap();
            let code = LoginInput::Code(sandbox.control().login_code(owner).unwrap());
            let done = engine.submit_login(login, code).await.unwrap();
            assert!(matches!(done, LoginProgress::Done(done) if done == *account));
        }
        Self { sandbox, clock, store, owner, engine, pairs, _folders: folders }
    }

    /// Something goes wrong from now on.
    fn goes_wrong(&self) {
        for (seed, (method, fault, probability)) in (1..).zip(faults()) {
            let fault = NewFault {
                account: None,
                method: Some(method.to_owned()),
                repeat: Repeat::Chance { probability, seed },
                fault,
            };
            self.sandbox.control().add_fault(fault).unwrap();
        }
    }

    fn asks(&self, Pair { owner, writer, .. }: &Pair, text: &str) {
        self.sandbox.control().send_message(writer, owner, text).unwrap();
    }

    /// The last question of each, which the twin can answer with something that it has not just said.
    fn ask_last(&self) {
        for pair in &self.pairs {
            let chat = self.sandbox.control().conversation(&pair.owner, &pair.writer).unwrap();
            let said = chat.iter().rfind(|message| PeerId(message.from) != pair.writer_id);
            let is_said = said.is_some_and(|message| message.text == ANSWER);
            self.asks(pair, if is_said { ANOTHER_QUESTION } else { QUESTION });
        }
    }

    /// Returns once every account has decided about everything, and nothing is on its way.
    async fn comes_to_rest(&self) {
        let until = self.clock.now() + PATIENCE;
        while !self.is_quiet().await {
            assert!(self.clock.now() < until, "it never comes to rest");
            self.clock.sleep_until(self.clock.now() + ROUND).await;
        }
    }

    async fn is_quiet(&self) -> bool {
        let mut tx = self.store.read(self.owner).await.unwrap();
        for Pair { account, owner, writer, writer_id } in &self.pairs {
            let chat = self.sandbox.control().conversation(owner, writer).unwrap();
            let newest = chat.iter().rfind(|message| PeerId(message.from) == *writer_id);
            let newest = MessageId(newest.unwrap().id);
            if tx.message(*account, *writer_id, newest).await.unwrap().is_none()
                || !tx.undecided_messages(*account, *writer_id).await.unwrap().is_empty()
                || !tx.open_replies(*account).await.unwrap().is_empty()
            {
                return false;
            }
        }
        true
    }

    async fn count(&self) -> Counts {
        let mut counts = Counts::default();
        let mut tx = self.store.read(self.owner).await.unwrap();
        for Pair { account, owner, writer, writer_id } in &self.pairs {
            let there = self.sandbox.control().conversation(owner, writer).unwrap();
            let stored = tx.recent_messages(*account, *writer_id, usize::MAX).await.unwrap();
            let mut replies = tx.recent_replies(*account, *writer_id, usize::MAX).await.unwrap();
            replies.reverse();
            let (asked, ours): (Vec<_>, Vec<_>) =
                there.iter().partition(|message| PeerId(message.from) == *writer_id);
            let is_stored = |id, author| {
                stored.iter().any(|message| message.id == MessageId(id) && message.author == author)
            };
            counts.sent += asked.len();
            counts.lost += asked.iter().filter(|one| !is_stored(one.id, Author::Other)).count();
            let sent: Vec<_> =
                replies.iter().filter(|reply| reply.state == ReplyState::Sent).collect();
            counts.answers += sent.len();
            let newest = asked.iter().map(|message| MessageId(message.id)).max();
            counts.unanswered +=
                usize::from(sent.iter().map(|reply| reply.answers).max() != newest);
            // Each message of ours there is a bubble of a reply that was sent, once and in its order.
            let bubbles: Vec<MessageId> = sent
                .iter()
                .flat_map(|reply| reply.bubbles.iter().filter_map(|bubble| bubble.message_id))
                .collect();
            counts.doubled += ours.len().saturating_sub(bubbles.len());
            counts.doubled +=
                sent.windows(2).filter(|two| two[0].answers == two[1].answers).count();
            let is_there = |id: &MessageId| ours.iter().any(|message| message.id == id.0);
            counts.lost += bubbles.iter().filter(|id| !is_there(id)).count();
            counts.out_of_order += bubbles.windows(2).filter(|two| two[0] >= two[1]).count();
            counts.out_of_order +=
                sent.windows(2).filter(|two| two[0].answers > two[1].answers).count();
            let withdrawn = replies.iter().filter(|reply| reply.state == ReplyState::Cancelled);
            counts.withdrawn += withdrawn.clone().count();
            counts.withdrawn_and_delivered +=
                withdrawn.filter(|reply| reply.arrived().next().is_some()).count();
        }
        counts
    }
}

/// Two people of the sandbox, one of whom has a twin that has learnt to answer the other.
async fn pair(control: &Control, store: &Store, owner: OwnerId, number: usize) -> Pair {
    let person = |phone: String, first_name: &str| {
        let first_name = first_name.to_owned();
        control
            .create_account(NewAccount {
                phone: phone.clone(),
                first_name,
                ..NewAccount::default()
            })
            .unwrap();
        let id = PeerId(control.account(&phone).unwrap().id);
        (phone, id)
    };
    let (own, user_id) = person(format!("+7999100{number:04}"), "Илья");
    let (writer, writer_id) = person(format!("+7999200{number:04}"), "Анна");
    let account = Account {
        id: AccountId::new(START, 2 + number as u128),
        kind: AccountKind::User,
        profile: Profile {
            user_id,
            first_name: "Илья".into(),
            last_name: String::new(),
            username: None,
            phone: None,
        },
        state: AccountState::Offline,
        default_mode: Mode::Auto,
    };
    let mut past = past();
    for message in &mut past {
        message.chat = writer_id;
        message.sender = if message.author == Author::Other { writer_id } else { user_id };
        // Telegram numbers from 1 on: these are not in its way.
        message.id = MessageId(message.id.0 - 1_000);
    }
    let policy = Policy { limits: Limits::NONE, ..Policy::default() };
    let mut tx = store.begin(owner).await.unwrap();
    tx.insert_account(&account).await.unwrap();
    tx.upsert_peer(account.id, &Peer { title: "Анна".into(), ..peer(writer_id) }).await.unwrap();
    tx.insert_messages(account.id, &past).await.unwrap();
    tx.set_policy(account.id, &policy).await.unwrap();
    tx.commit().await.unwrap();
    Pair { account: account.id, owner: own, writer, writer_id }
}

/// Lets time pass, several times as fast as it does elsewhere.
async fn time_passes(clock: Arc<HandClock>) {
    let mut ticks = tokio::time::interval(TICK);
    loop {
        ticks.tick().await;
        clock.move_to(clock.now() + PASSES);
    }
}

#[tokio::test]
async fn hundreds_of_messages_come_through_whatever_goes_wrong_on_the_way() {
    let soak = Soak::begin().await;
    let passing = tokio::spawn(time_passes(Arc::clone(&soak.clock)));
    soak.goes_wrong();
    for round in 0..ROUNDS {
        let question = [QUESTION, ANOTHER_QUESTION][round % 2];
        for pair in &soak.pairs {
            soak.asks(pair, question);
        }
        soak.clock.sleep_until(soak.clock.now() + ROUND).await;
    }
    soak.sandbox.control().clear_faults();
    // A lost update shows at the next one.
    for pair in &soak.pairs {
        soak.asks(pair, "ы");
    }
    soak.comes_to_rest().await;
    soak.ask_last();
    soak.comes_to_rest().await;
    soak.engine.stop().await;
    passing.abort();
    let counts = soak.count().await;
    println!("{counts:#?}");
    assert_eq!(counts.sent, ACCOUNTS * (ROUNDS + 2));
    assert!(counts.answers >= ACCOUNTS * 3, "else it would show nothing");
    let wrong = [
        counts.lost,
        counts.unanswered,
        counts.doubled,
        counts.out_of_order,
        counts.withdrawn_and_delivered,
    ];
    assert_eq!(wrong, [0; 5], "lost, unanswered, doubled, out of order, withdrawn and delivered");
    soak.sandbox.stop().await;
}
