//! Bots as their owner handles them: stopped, without their token, removed, and called otherwise at Telegram.

use domain::{AccountId, AccountState, Event, Outage, SessionStore as _, Trouble};
use engine::{BotRefused, BotView, Connection, Panic};

use crate::bots::token;
use crate::business::{add, comes, with_bots};
use crate::stage::Stage;

async fn view(stage: &Stage, bot: AccountId) -> BotView {
    stage.engine.bot(bot).await.unwrap().expect("it is there")
}

/// What its owner must know of a bot.
async fn trouble(stage: &Stage, bot: AccountId) -> Option<Trouble> {
    stage.engine.rules(bot).await.unwrap().unwrap().alert.map(|alert| alert.trouble)
}

#[tokio::test]
async fn a_stopped_bot_worries_nobody_and_stays_stopped_after_a_restart() {
    let mut stage = Stage::set().await;
    let bots = with_bots(&stage);
    let (account, bot) = add(&stage, &bots, 42).await;
    bot.happens(Event::Disconnected(Outage::Conflict));
    bot.all_is_taken().await;
    assert_eq!(trouble(&stage, account).await, Some(Trouble::BotConflict));
    stage.engine.stop_bot(account).await.unwrap();
    assert_eq!(trouble(&stage, account).await, None, "nobody asks for what comes, as is wanted");
    // Once more does no harm.
    stage.engine.stop_bot(account).await.unwrap();

    stage.restart().await;
    let of = view(&stage, account).await.of;
    assert_eq!((of.account.state, of.connection), (AccountState::Offline, Connection::Offline));
}

#[tokio::test]
async fn a_bot_that_is_started_twice_at_once_runs_once() {
    let stage = Stage::set().await;
    let bots = with_bots(&stage);
    let (account, bot) = add(&stage, &bots, 42).await;
    let (one, other) =
        tokio::join!(stage.engine.start_bot(account), stage.engine.start_bot(account));
    one.unwrap();
    other.unwrap();
    comes(async || view(&stage, account).await.of.connection == Connection::Online).await;
    assert_eq!(bot.lines(), 1);
    stage.engine.stop_bot(account).await.unwrap();
    assert_eq!(bot.lines(), 0);
}

#[tokio::test]
async fn a_bots_panic_button_forgets_its_token_and_it_goes_on_with_the_same() {
    let stage = Stage::set().await;
    let bots = with_bots(&stage);
    let (account, bot) = add(&stage, &bots, 42).await;
    bot.happens(Event::Disconnected(Outage::Webhook));
    bot.all_is_taken().await;
    assert_eq!(stage.engine.panic(account).await.unwrap(), Some(Panic::OnlyHere));
    let of = view(&stage, account).await.of;
    assert_eq!(of.account.state, AccountState::LoggedOut);
    assert!(of.pause.is_some());
    assert_eq!(trouble(&stage, account).await, None, "no session is left in any list of devices");
    let (store, owner) = stage.elsewhere().await;
    assert!(store.session(owner, account).load().await.unwrap().is_none());
    assert!(matches!(stage.engine.start_bot(account).await, Err(BotRefused::NoToken)));

    let again = stage.engine.add_bot(&token(42), None).await.unwrap();
    assert_eq!(again.account, account, "its chats and rules are still there");
    comes(async || view(&stage, account).await.of.connection == Connection::Online).await;
}

#[tokio::test]
async fn whatever_comes_too_late_for_a_removed_bot_does_not_bring_it_back() {
    let stage = Stage::set().await;
    let bots = with_bots(&stage);
    let (account, _) = add(&stage, &bots, 42).await;
    assert_eq!(stage.engine.remove_account(account).await.unwrap(), Some(Panic::OnlyHere));
    assert!(matches!(stage.engine.start_bot(account).await, Err(BotRefused::Unknown)));
    assert!(matches!(stage.engine.stop_bot(account).await, Err(BotRefused::Unknown)));
    let rotated = stage.engine.rotate_bot_token(account, &token(42)).await;
    assert!(matches!(rotated, Err(BotRefused::Unknown)));
    assert!(stage.engine.bots().await.unwrap().is_empty());
    assert!(stage.engine.standing().await.unwrap().alerts.is_empty());
    let anew = stage.engine.add_bot(&token(42), None).await.unwrap();
    assert_ne!(anew.account, account, "nothing was kept of it");
}

#[tokio::test]
async fn a_bot_that_was_renamed_at_telegram_is_called_so_here_once_it_connects() {
    let stage = Stage::set().await;
    let bots = with_bots(&stage);
    let (account, bot) = add(&stage, &bots, 42).await;
    assert_eq!(view(&stage, account).await.of.account.profile.first_name, "№ 42");
    bot.is_called("Приёмная");
    stage.engine.start_bot(account).await.unwrap();
    comes(async || view(&stage, account).await.of.account.profile.first_name == "Приёмная").await;
}
