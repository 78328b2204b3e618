//! What a day brought, told once at the hour that the owner has set.

use std::sync::Arc;
use std::time::Duration;

use domain::{Author, Clock, Mode, Spending, Timestamp, Usage};
use engine::{DayInShort, SavedWords, Waiting};

use super::{Words, set};
use crate::stage::{QUESTION, Stage};

/// 2024-03-30, 06:00 in Berlin, where the clock is put forward in the following night.
const SATURDAY: Timestamp = Timestamp::from_secs(1_711_774_800);

const HOUR: u64 = 3_600;

fn day(came: u64, sent: u64) -> DayInShort {
    DayInShort {
        came,
        chats: came.min(1),
        sent: if sent == 0 { vec![] } else { vec![(Mode::Auto, sent)] },
        waiting: Waiting { drafts: 0, questions: 0, alert: None },
        paused: false,
        spent: 0,
        spent_ever: 0,
    }
}

impl Stage {
    async fn tells_at(&self, minute: u16) {
        self.allows(|policy| {
            policy.saved.digest_at = Some(minute);
            policy.hours.zone = Some("Europe/Berlin".to_owned());
        })
        .await;
    }

    /// The time comes when it is so many seconds after [`SATURDAY`], and all that is due by then is
    /// written.
    async fn it_is(&mut self, seconds: u64) {
        self.clock.move_to(SATURDAY + Duration::from_secs(seconds));
        self.all_is_taken().await;
        self.hears("twin help", None).await;
        self.all_is_written().await;
    }

    /// The days that were told of.
    fn days(&self) -> Vec<String> {
        let lines = self.telegram.saved().into_iter().map(|(_, text)| text);
        lines.filter(|text| text.starts_with("DayInShort")).collect()
    }

    async fn so_many_days(&self, count: usize) -> Vec<String> {
        let told = async {
            while self.days().len() < count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), told).await.expect("a day is told of");
        self.days()
    }
}

#[tokio::test]
async fn each_day_is_told_of_once_by_the_owners_clock() {
    let mut stage = set().await;
    stage.clock.move_to(SATURDAY);
    stage.tells_at(9 * 60).await;
    stage.answers(QUESTION).await;
    stage.it_is(3 * HOUR - 1).await;
    assert!(stage.days().is_empty());
    stage.clock.move_to(SATURDAY + Duration::from_secs(3 * HOUR));
    assert_eq!(stage.so_many_days(1).await, [Words.day(&day(1, 1))]);
    // The next nine o'clock is 23 hours later.
    stage.it_is(26 * HOUR - 1).await;
    assert_eq!(stage.days().len(), 1);
    stage.clock.move_to(SATURDAY + Duration::from_secs(26 * HOUR));
    assert_eq!(stage.so_many_days(2).await[1], Words.day(&day(0, 0)));
    // Whoever starts anew, or sets another hour of the same day, is not told again.
    stage.restart().await;
    stage.engine.write_saved(Arc::new(Words));
    stage.online().await;
    stage.tells_at(10 * 60).await;
    stage.it_is(28 * HOUR).await;
    assert_eq!(stage.days().len(), 2);
}

#[tokio::test]
async fn a_day_is_told_of_late_but_not_too_late() {
    for (hours, told) in [(5, 1), (7, 0)] {
        let mut stage = set().await;
        stage.clock.move_to(SATURDAY);
        stage.tells_at(9 * 60).await;
        stage.engine.stop().await;
        stage.clock.move_to(SATURDAY + Duration::from_secs(hours * HOUR));
        stage.restart().await;
        stage.engine.write_saved(Arc::new(Words));
        stage.online().await;
        stage.tells_at(9 * 60).await;
        stage.it_is(hours * HOUR).await;
        assert_eq!(stage.so_many_days(told).await.len(), told, "{hours}");
    }
}

#[tokio::test]
async fn it_tells_what_waits_and_what_models_took() {
    let mut stage = set().await;
    stage.clock.move_to(SATURDAY);
    stage.owner_is_asked("во сколько завтра?").await;
    let (store, owner) = stage.elsewhere().await;
    let spend = async |hours: u64, billionths| {
        let until = SATURDAY + Duration::from_secs(hours * HOUR);
        let usage = Usage { prompt: 1, cached: 0, completion: 1, estimated: 0 };
        let mut tx = store.begin(owner).await.unwrap();
        tx.set_model_spending(&Spending { until, usage, billionths }).await.unwrap();
        tx.commit().await.unwrap();
    };
    spend(18, 700).await;
    stage.tells_at(9 * 60).await;
    stage.clock.move_to(SATURDAY + Duration::from_secs(3 * HOUR));
    let waiting = Waiting { drafts: 0, questions: 1, alert: None };
    let first = DayInShort { waiting: waiting.clone(), spent: 700, spent_ever: 700, ..day(1, 0) };
    assert_eq!(stage.so_many_days(1).await, [Words.day(&first)]);
    spend(18, 900).await;
    spend(42, 50).await;
    stage.engine.pause(Some(stage.account), None).await.unwrap();
    stage.clock.move_to(SATURDAY + Duration::from_secs(26 * HOUR));
    let second = DayInShort { waiting, paused: true, spent: 250, spent_ever: 950, ..day(0, 0) };
    assert_eq!(stage.so_many_days(2).await[1], Words.day(&second));
    stage.telegram.writes(Author::Other, QUESTION);
    assert!(stage.clock.now() > SATURDAY);
}
