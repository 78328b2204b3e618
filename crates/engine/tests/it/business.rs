//! An account to which bots are connected: one chat is one chat, whoever is told first, and what is said there is
//! said by one, who can.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    AccountId, AccountKind, AccountState, Author, BotCommand, BotConnector, Bounds, Event, Message,
    MessageId, Mode, PeerId,
};
use engine::{ConnectionAnswer, TwinEvent};

use crate::bots::{PlainWords, TheBot, TheBots, token};
use crate::stage::{ANNA, ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, OWNER, QUESTION, Stage, anna};
use crate::telegram::Answer;

/// Whose account is not here.
const SOMEBODY: PeerId = PeerId(500);

/// Returns once something is so.
pub(crate) async fn comes(is_so: impl AsyncFn() -> bool) {
    let coming = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), coming).await.expect("it comes");
}

/// Has the engine speak for bots.
pub(crate) fn with_bots(stage: &Stage) -> Arc<TheBots> {
    let bots = Arc::new(TheBots::default());
    stage.engine.use_bots(Arc::clone(&bots) as Arc<dyn BotConnector>, Arc::new(PlainWords));
    bots
}

/// Adds a bot, and waits until it runs.
pub(crate) async fn add(stage: &Stage, bots: &TheBots, number: i64) -> (AccountId, Arc<TheBot>) {
    let added = stage.engine.add_bot(&token(number), None).await.unwrap();
    let bot = bots.bot(number);
    comes(async || !bot.is_new()).await;
    bot.all_is_taken().await;
    (added.account, bot)
}

/// An account that is connected here, and a bot connected to it.
pub(crate) async fn connected() -> (Stage, AccountId, Arc<TheBot>) {
    let mut stage = Stage::set().await;
    stage.online().await;
    let bots = with_bots(&stage);
    let (account, bot) = add(&stage, &bots, 42).await;
    bot.is_connected("c1", OWNER, true, 0);
    bot.all_is_taken().await;
    let connections = stage.engine.bot(account).await.unwrap().unwrap().connections;
    assert_eq!(connections[0].answer, ConnectionAnswer::Accepted, "the account is logged in here");
    (stage, account, bot)
}

/// Has an answer planned, and sent.
pub(crate) async fn is_answered(stage: &mut Stage) {
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
}

/// Whether the bot speaks for the account: what it may write ends some day.
async fn bot_speaks(stage: &Stage) -> bool {
    stage.engine.answerable_until(stage.account, ANNA).await.unwrap().is_some()
}

pub(crate) fn said(over: &str, text: &str) -> (String, PeerId, String) {
    (over.to_owned(), ANNA, text.to_owned())
}

pub(crate) fn told(message: &Message) -> Event {
    Event::Message { message: message.clone(), peer: anna() }
}

#[tokio::test]
async fn a_message_is_answered_once_whoever_is_told_of_it_first() {
    let (mut stage, bot_account, bot) = connected().await;
    let first = stage.telegram.unsent(QUESTION);
    bot.hears("c1", first.clone());
    bot.all_is_taken().await;
    stage.telegram.happens(told(&first));
    is_answered(&mut stage).await;
    assert_eq!(stage.telegram.arrived(), [ANSWER], "the account speaks itself until it is to not");
    assert!(bot.said().is_empty());

    stage.engine.let_bot_speak(bot_account, OWNER, true).await.unwrap();
    let second = stage.telegram.unsent(ANOTHER_QUESTION);
    stage.telegram.happens(told(&second));
    bot.hears("c1", second.clone());
    is_answered(&mut stage).await;
    assert_eq!(bot.said(), [said("c1", ANOTHER_ANSWER)]);
    assert_eq!(stage.telegram.arrived(), [ANSWER]);

    // The session is told of what the bot has said as well, and so is the bot of what it heard.
    bot.hears("c1", second);
    bot.all_is_taken().await;
    let mut echo = stage.telegram.unsent(ANOTHER_ANSWER);
    (echo.id, echo.author, echo.sender) = (MessageId(5_001), Author::Owner, OWNER);
    stage.telegram.happens(told(&echo));
    stage.all_is_taken().await;
    let said_by_twin =
        |message: &&Message| message.content.text() == Some(ANOTHER_ANSWER) && message.id.0 > 999;
    let messages = stage.messages().await;
    let found: Vec<Author> =
        messages.iter().filter(said_by_twin).map(|message| message.author).collect();
    assert_eq!(found, [Author::Twin]);
}

#[tokio::test]
async fn where_the_bot_cannot_speak_any_more_the_account_does() {
    for ending in ["disconnected", "revoked", "stopped", "removed"] {
        let (mut stage, bot_account, bot) = connected().await;
        stage.engine.let_bot_speak(bot_account, OWNER, true).await.unwrap();
        assert!(bot_speaks(&stage).await);
        match ending {
            "disconnected" => bot.is_connected("c1", OWNER, false, 0),
            "revoked" => bot.ends(),
            "stopped" => stage.engine.stop_bot(bot_account).await.unwrap(),
            _ => assert!(stage.engine.remove_account(bot_account).await.unwrap().is_some()),
        }
        comes(async || !bot_speaks(&stage).await).await;
        stage.telegram.writes(Author::Other, QUESTION);
        is_answered(&mut stage).await;
        assert_eq!(stage.telegram.arrived(), [ANSWER], "{ending}");
        assert!(bot.said().is_empty(), "{ending}");
    }
}

#[tokio::test]
async fn of_two_bots_the_one_that_is_connected_speaks_whichever_is_told_first() {
    let mut stage = Stage::set().await;
    stage.online().await;
    let bots = with_bots(&stage);
    let (_, old) = add(&stage, &bots, 42).await;
    let (new_account, new) = add(&stage, &bots, 43).await;
    old.is_connected("c1", OWNER, true, 0);
    old.all_is_taken().await;
    // Telegram ends the one for the other, and tells the two apart.
    new.is_connected("c2", OWNER, true, 10);
    new.all_is_taken().await;
    stage.engine.let_bot_speak(new_account, OWNER, true).await.unwrap();
    old.is_connected("c1", OWNER, false, 0);
    old.all_is_taken().await;
    assert!(bot_speaks(&stage).await);
    stage.telegram.writes(Author::Other, QUESTION);
    is_answered(&mut stage).await;
    assert_eq!(new.said(), [said("c2", ANSWER)]);
    assert!(stage.telegram.arrived().is_empty() && old.said().is_empty());
}

#[tokio::test]
async fn what_the_account_may_have_said_is_not_said_by_the_bot_as_well() {
    let (mut stage, bot_account, bot) = connected().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    let again = stage.retrying().await;
    stage.engine.let_bot_speak(bot_account, OWNER, true).await.unwrap();
    stage.clock.move_to(again);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert!(bot.said().is_empty());
}

#[tokio::test]
async fn of_whom_the_owner_has_not_said_that_it_is_they_nothing_is_kept() {
    let stage = Stage::set().await;
    let bots = with_bots(&stage);
    let (bot_account, bot) = add(&stage, &bots, 42).await;
    bot.is_connected("c1", SOMEBODY, true, 0);
    bot.hears("c1", stage.telegram.unsent("не для чужих глаз"));
    bot.all_is_taken().await;
    let accounts = stage.engine.accounts().await.unwrap();
    assert!(accounts.iter().all(|of| of.account.kind != AccountKind::Connected));

    stage.engine.answer_connection(bot_account, SOMEBODY, true).await.unwrap();
    bot.hears("c1", stage.telegram.unsent("теперь можно"));
    bot.all_is_taken().await;
    let accounts = stage.engine.accounts().await.unwrap();
    let of = accounts.iter().find(|of| of.account.kind == AccountKind::Connected).unwrap();
    let id = of.account.id;
    let kept = stage.engine.chat(id, ANNA, 10).await.unwrap().unwrap().messages;
    let texts: Vec<_> = kept.iter().filter_map(|message| message.content.text()).collect();
    assert_eq!(texts, ["теперь можно"]);

    // Not theirs after all.
    stage.engine.answer_connection(bot_account, SOMEBODY, false).await.unwrap();
    bot.hears("c1", stage.telegram.unsent("снова чужое"));
    bot.all_is_taken().await;
    let of = stage.engine.account(id).await.unwrap().unwrap();
    assert_eq!(of.account.state, AccountState::Offline);
    let kept = stage.engine.chat(id, ANNA, 10).await.unwrap().unwrap().messages;
    assert_eq!(kept.len(), 1);
}

#[tokio::test]
async fn a_bot_writes_as_its_owner_does_and_keeps_to_what_they_keep_to_themselves() {
    let mut stage = Stage::set().await;
    stage.online().await;
    let bots = with_bots(&stage);
    let added = stage.engine.add_bot(&token(42), Some(stage.account)).await.unwrap();
    let bot = bots.bot(42);
    comes(async || !bot.is_new()).await;
    assert!(stage.engine.set_default_mode(added.account, Mode::Auto).await.unwrap());
    bot.happens(told(&stage.telegram.unsent(QUESTION)));
    is_answered(&mut stage).await;
    assert_eq!(bot.said(), [said("", ANSWER)]);

    let never_say = vec![ANOTHER_ANSWER.to_owned()];
    let bounds = Bounds { never_say, ..Bounds::default() };
    assert!(stage.engine.set_bounds(stage.account, &bounds).await.unwrap());
    bot.happens(told(&stage.telegram.unsent(ANOTHER_QUESTION)));
    stage.burst_passes().await;
    let would_say = stage
        .until(|event| match event {
            TwinEvent::Planned { bubbles, .. } => Some(bubbles.clone()),
            TwinEvent::Silent { .. } => Some(Vec::new()),
            _ => None,
        })
        .await;
    assert!(!would_say.iter().any(|text| text == ANOTHER_ANSWER), "{would_say:?}");

    // With the account goes all that was learnt there.
    let known = async || stage.engine.bot(added.account).await.unwrap().unwrap().of.exemplars;
    assert!(known().await > 0);
    stage.engine.remove_account(stage.account).await.unwrap().unwrap();
    assert_eq!(known().await, 0);
}

#[tokio::test]
async fn whoever_says_stop_is_answered_no_more_until_they_say_start() {
    let stage = Stage::set().await;
    let bots = with_bots(&stage);
    let (account, bot) = add(&stage, &bots, 42).await;
    let mode = async || stage.engine.chat(account, ANNA, 0).await.unwrap().unwrap().chat.mode;
    // Where her app does not say its language, her name does.
    for (command, written, language, answer, stopped, set) in [
        (BotCommand::Start, "/start", None, "started ru", false, None),
        (BotCommand::Stop, "/stop", Some("de"), "stopped de", true, Some(Mode::Off)),
        (BotCommand::Help, "/help", None, "help ru", true, Some(Mode::Off)),
        (BotCommand::Start, "/start now", Some("en"), "started en", false, None),
    ] {
        let language = language.map(str::to_owned);
        let message = stage.telegram.unsent(written);
        // Told twice, as where a process has died before it was confirmed: done once.
        for _ in 0..2 {
            let (message, peer, language) = (message.clone(), anna(), language.clone());
            bot.happens(Event::Command { message, peer, command, language });
        }
        bot.all_is_taken().await;
        assert_eq!(stage.engine.is_stopped(account, ANNA).await.unwrap(), stopped, "{written}");
        assert_eq!(mode().await, set, "{written}");
        assert_eq!(bot.said().last(), Some(&said("", answer)));
        stage.clock.move_to(stage.clock.now_and(120));
    }
    assert_eq!(bot.said().len(), 4);
    let kept = stage.engine.chat(account, ANNA, 20).await.unwrap().unwrap().messages;
    let of_twin = kept.iter().filter(|message| message.author == Author::Twin).count();
    assert_eq!((kept.len(), of_twin), (8, 4));
}
