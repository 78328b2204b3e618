//! What a connected bot says is said once, and nobody takes it for the owner's; what nobody can hear any more is
//! not answered.

use std::sync::Arc;
use std::time::Duration;

use domain::{AccountId, AccountKind, Author, BotConnector, Event, Outage};
use engine::{CancelReason, Connection, Outgoing, Recipient, TwinEvent};

use crate::bots::{PlainWords, Says, TheBot, TheBots, token};
use crate::business::{comes, connected, is_answered, said, told};
use crate::stage::{ANNA, ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, OWNER, QUESTION, Stage};

const UNKNOWN: &str = "UNKNOWN_IF_ARRIVED";

/// How long it is waited for the session to be told of what the bot has said.
const TOLD_WITHIN: Duration = Duration::from_secs(5);

/// Why a reply has failed; `None` where it was sent.
async fn ended(stage: &mut Stage) -> Option<String> {
    stage
        .until(|event| match event {
            TwinEvent::Sent { .. } => Some(None),
            TwinEvent::Failed { reason, .. } => Some(Some(reason.clone())),
            _ => None,
        })
        .await
}

/// What the session is told of what the bot has said.
fn is_echoed(stage: &Stage, text: &str) -> domain::Message {
    let mut echo = stage.telegram.unsent(text);
    (echo.author, echo.sender, echo.via_bot) = (Author::Owner, OWNER, true);
    stage.telegram.happens(told(&echo));
    echo
}

fn outgoing(stage: &Stage, text: &str) -> Outgoing {
    Outgoing {
        account: stage.account,
        to: Recipient::Chat(ANNA),
        text: text.to_owned(),
        key: None,
        may_tell_twin: false,
        by_program: false,
    }
}

#[tokio::test]
async fn what_the_bot_has_said_without_an_answer_is_not_taken_for_the_owners() {
    let (mut stage, bot_account, bot) = connected().await;
    stage.engine.let_bot_speak(bot_account, OWNER, true).await.unwrap();
    bot.will(Says::Lost);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    // The session is not told of it in time.
    let until = send_at + TOLD_WITHIN;
    stage.clock.is_waited_for(until).await;
    stage.clock.move_to(until);
    assert_eq!(ended(&mut stage).await.as_deref(), Some(UNKNOWN));
    // It has arrived all the same.
    let echo = is_echoed(&stage, ANSWER);
    stage.all_is_taken().await;
    let kept = stage.messages().await;
    let author = kept.iter().find(|message| message.id == echo.id).unwrap().author;
    assert_eq!(author, Author::Twin);
    // So the twin does not stand down because of itself.
    let (planned, _) = stage.plans(ANOTHER_QUESTION).await;
    assert_eq!(planned, [ANOTHER_ANSWER]);
    assert_eq!(bot.said(), [said("c1", ANSWER)]);
    assert!(stage.telegram.arrived().is_empty());
}

#[tokio::test]
async fn what_the_bot_has_said_without_an_answer_is_sent_once_the_session_is_told_of_it() {
    let (mut stage, bot_account, bot) = connected().await;
    stage.engine.let_bot_speak(bot_account, OWNER, true).await.unwrap();
    bot.will(Says::Lost);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    stage.clock.is_waited_for(send_at + TOLD_WITHIN).await;
    stage.clock.move_to(send_at + Duration::from_secs(2));
    let echo = is_echoed(&stage, ANSWER);
    assert_eq!(ended(&mut stage).await, None, "it is there, so it is shown as sent");
    let kept = stage.messages().await;
    let by_twin: Vec<_> = kept.iter().filter(|message| message.author == Author::Twin).collect();
    assert_eq!(by_twin.len(), 1);
    assert_eq!(by_twin[0].id, echo.id);
    assert_eq!(bot.said(), [said("c1", ANSWER)]);
    assert!(stage.telegram.arrived().is_empty());
}

#[tokio::test]
async fn what_the_bot_may_have_said_as_the_process_ended_nobody_says_again() {
    for is_told in [true, false] {
        let (mut stage, bot_account, bot) = connected().await;
        stage.engine.let_bot_speak(bot_account, OWNER, true).await.unwrap();
        bot.will(Says::Hangs);
        let (_, send_at) = stage.plans(QUESTION).await;
        stage.time_comes(send_at).await;
        bot.hangs().await;
        if is_told {
            is_echoed(&stage, ANSWER);
            stage.all_is_taken().await;
        }
        // Also where the account is to speak itself by then.
        stage.engine.let_bot_speak(bot_account, OWNER, false).await.unwrap();
        stage.restart().await;
        let failed = ended(&mut stage).await;
        assert_eq!(failed.as_deref(), (!is_told).then_some(UNKNOWN));
        assert_eq!(bot.said(), [said("c1", ANSWER)]);
        assert!(stage.telegram.arrived().is_empty());
        let by_twin = |message: &&domain::Message| message.author == Author::Twin;
        let kept = stage.messages().await;
        assert_eq!(kept.iter().filter(by_twin).count(), usize::from(is_told));
    }
}

#[tokio::test]
async fn after_a_day_the_account_says_what_the_bot_may_not() {
    let (mut stage, bot_account, bot) = connected().await;
    stage.engine.let_bot_speak(bot_account, OWNER, true).await.unwrap();
    // By Telegram's clock it is over a little earlier.
    bot.will(Says::TooLate);
    stage.telegram.writes(Author::Other, QUESTION);
    is_answered(&mut stage).await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);

    stage.clock.move_to(stage.clock.now_and(25 * 3_600));
    stage.engine.send_as_owner(&outgoing(&stage, "еду")).await.unwrap();
    assert!(stage.telegram.arrived().iter().any(|text| text == "еду"));
    assert!(bot.said().is_empty());

    stage.telegram.writes(Author::Other, "где ты?");
    stage.all_is_taken().await;
    stage.engine.send_as_owner(&outgoing(&stage, "рядом")).await.unwrap();
    assert_eq!(bot.said(), [said("c1", "рядом")]);
}

/// The account lives on the line of a bot, which is connected as `c1`.
async fn lives_on_bot() -> (Stage, AccountId, Arc<TheBot>) {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.engine.stop().await;
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.begin(owner).await.unwrap();
    tx.delete_session(stage.account).await.unwrap();
    assert!(tx.set_account_kind(stage.account, AccountKind::Connected).await.unwrap());
    tx.commit().await.unwrap();
    drop(store);
    stage.restart().await;
    let bots = Arc::new(TheBots::default());
    stage.engine.use_bots(Arc::clone(&bots) as Arc<dyn BotConnector>, Arc::new(PlainWords));
    assert!(stage.engine.add_bot(&token(42), None).await.is_ok());
    let bot = bots.bot(42);
    comes(async || !bot.is_new()).await;
    bot.is_connected("c1", OWNER, true, 0);
    bot.all_is_taken().await;
    comes(async || is_online(&stage).await).await;
    let account = stage.account;
    (stage, account, bot)
}

async fn is_online(stage: &Stage) -> bool {
    let of = stage.engine.account(stage.account).await.unwrap().unwrap();
    of.connection == Connection::Online
}

#[tokio::test]
async fn nothing_that_was_planned_outlasts_the_connection() {
    // Telegram may have forgotten to tell that it has ended.
    for is_told in [true, false] {
        let (mut stage, _, bot) = lives_on_bot().await;
        bot.hears("c1", stage.telegram.unsent(QUESTION));
        stage.burst_passes().await;
        let (planned, send_at) = stage.planned().await;
        assert_eq!(planned, [ANSWER]);
        if is_told {
            bot.is_connected("c1", OWNER, false, 0);
            assert_eq!(stage.cancelled().await, CancelReason::ConnectionEnded);
        }
        bot.is_connected("c2", OWNER, true, 100);
        bot.all_is_taken().await;
        // What has happened before is told again.
        bot.is_connected("c1", OWNER, false, 0);
        bot.all_is_taken().await;
        comes(async || is_online(&stage).await).await;
        stage.clock.move_to(send_at);
        bot.hears("c2", stage.telegram.unsent(QUESTION));
        is_answered(&mut stage).await;
        assert_eq!(bot.said(), [said("c2", ANSWER)]);
    }
}

#[tokio::test]
async fn what_a_bot_could_not_begin_to_say_is_not_said_once_its_owner_has_written() {
    let (mut stage, _, bot) = lives_on_bot().await;
    bot.hears("c1", stage.telegram.unsent(QUESTION));
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    bot.will(Says::NoConnection);
    stage.time_comes(send_at).await;
    let again = stage.retrying().await;
    let mut own = stage.telegram.unsent("сам отвечу");
    (own.author, own.sender) = (Author::Owner, OWNER);
    bot.hears("c1", own);
    bot.all_is_taken().await;
    stage.clock.move_to(again);
    assert!(ended(&mut stage).await.is_some());
    assert!(bot.said().is_empty());
}

#[tokio::test]
async fn nobody_speaks_before_the_bot_knows_all_that_happened() {
    let (mut stage, _, bot) = lives_on_bot().await;
    bot.happens(Event::Disconnected(Outage::NoAnswer));
    // The first of what is told once it is back.
    bot.is_connected("c1", OWNER, true, 0);
    bot.all_is_taken().await;
    assert!(!is_online(&stage).await);
    bot.happens(Event::CaughtUp);
    bot.all_is_taken().await;
    assert!(is_online(&stage).await);
    bot.hears("c1", stage.telegram.unsent(QUESTION));
    is_answered(&mut stage).await;
    assert_eq!(bot.said(), [said("c1", ANSWER)]);
}
