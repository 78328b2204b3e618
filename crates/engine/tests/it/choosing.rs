//! Which model the owner chooses, and what is kept of it.

use std::sync::Arc;

use domain::{
    Author, ChoiceError, ModelChoice, ModelError, ModelKey, ModelKeys, Usage, WithoutModel,
};
use engine::{Error, ModelSource, Origin, TwinEvent};

use crate::model::{NAME, Scripted, TheMaker, USAGE};
use crate::stage::{ANNA, QUESTION, Stage};

fn choice(model: &str) -> ModelChoice {
    ModelChoice { model: model.to_owned(), ..ModelChoice::default() }
}

fn source(model: &Arc<Scripted>, settings: ModelChoice) -> ModelSource {
    let maker = Arc::new(TheMaker(Arc::clone(model)));
    ModelSource { maker, settings, pinned: None }
}

fn key() -> ModelKey {
    ModelKey("sk-secret".to_owned().into())
}

#[tokio::test]
async fn the_page_goes_before_the_settings_and_the_command_line_before_the_page() {
    let mut stage = Stage::set().await;
    let model = Scripted::hangs();
    stage.engine.use_models(source(&model, ModelChoice::default())).await.unwrap();
    let view = stage.engine.model().await.unwrap().unwrap();
    assert_eq!((view.origin, view.writes), (Origin::Default, None), "recall mode");

    stage
        .engine
        .choose_model(choice("open:a"), None, ModelKeys::new(), engine::ModelReach::Anywhere)
        .await
        .unwrap();
    stage.restart().await;
    stage.engine.use_models(source(&model, choice("open:b"))).await.unwrap();
    let view = stage.engine.model().await.unwrap().unwrap();
    assert_eq!((view.origin, view.choice.model.as_str()), (Origin::Page, "open:a"));
    assert_eq!(view.writes.as_deref(), Some(NAME));

    stage.engine.forget_model_choice().await.unwrap();
    let view = stage.engine.model().await.unwrap().unwrap();
    assert_eq!((view.origin, view.choice.model.as_str()), (Origin::Settings, "open:b"));

    let pinned = Some(choice("open:c"));
    stage
        .engine
        .use_models(ModelSource { pinned, ..source(&model, choice("open:b")) })
        .await
        .unwrap();
    let view = stage.engine.model().await.unwrap().unwrap();
    assert_eq!((view.origin, view.choice.model.as_str()), (Origin::CommandLine, "open:c"));
}

#[tokio::test]
async fn a_choice_without_its_key_is_refused_and_changes_nothing() {
    let mut stage = Stage::set().await;
    let model = Scripted::hangs();
    stage.engine.use_models(source(&model, ModelChoice::default())).await.unwrap();
    let refused = stage
        .engine
        .choose_model(choice("locked:a"), None, ModelKeys::new(), engine::ModelReach::Anywhere)
        .await;
    assert!(matches!(refused, Err(Error::Choice(ChoiceError::NoKey { .. }))));
    assert_eq!(stage.engine.model().await.unwrap().unwrap().stored, None);

    stage
        .engine
        .choose_model(
            choice("locked:a"),
            Some(key()),
            ModelKeys::new(),
            engine::ModelReach::Anywhere,
        )
        .await
        .unwrap();
    let view = stage.engine.model().await.unwrap().unwrap();
    assert!(view.keys[0].entered && view.writes.is_some());
    assert!(!format!("{view:?}").contains("secret"));

    // The key stays for the next choice, and for the next start.
    stage
        .engine
        .choose_model(choice("locked:b"), None, ModelKeys::new(), engine::ModelReach::Anywhere)
        .await
        .unwrap();
    stage.restart().await;
    stage.engine.use_models(source(&model, ModelChoice::default())).await.unwrap();
    assert!(stage.engine.model().await.unwrap().unwrap().writes.is_some());

    // A page's model that lost its key is told, and keeps nobody from starting.
    assert!(stage.engine.forget_model_key("locked").await.unwrap());
    assert!(!stage.engine.forget_model_key("locked").await.unwrap(), "there is none any more");
    let view = stage.engine.model().await.unwrap().unwrap();
    assert!(matches!(view.problem, Some(ChoiceError::NoKey { .. })) && view.writes.is_none());
    stage.engine.use_models(source(&model, ModelChoice::default())).await.unwrap();
    let settings = source(&model, choice("locked:b"));
    stage.engine.forget_model_choice().await.unwrap();
    let refused = stage.engine.use_models(settings).await;
    assert!(matches!(refused, Err(Error::Choice(ChoiceError::NoKey { .. }))));
}

#[tokio::test]
async fn what_was_spent_outlives_a_restart() {
    let mut stage = Stage::set().await;
    let model = Scripted::says(&["да нормально"]);
    stage.engine.use_models(source(&model, choice("open:a"))).await.unwrap();
    let tried = stage.engine.try_model().await.unwrap().unwrap();
    assert_eq!(tried.text, "да нормально");
    assert_eq!(tried.taken, domain::Taken { usage: USAGE, billionths: 5 });

    stage.restart().await;
    let fresh = Scripted::hangs();
    stage.engine.use_models(source(&fresh, choice("open:a"))).await.unwrap();
    let spent = stage.engine.model().await.unwrap().unwrap().spent;
    assert_eq!((spent.usage, spent.billionths), (USAGE, 5));
    assert_ne!(spent.usage, Usage::default());
}

#[tokio::test]
async fn without_a_model_the_twin_is_silent_if_its_owner_wants_so() {
    let mut stage = Stage::set().await;
    let model = Scripted::fails(ModelError::RateLimited { retry_after: None });
    let silent = ModelChoice { without: WithoutModel::Silence, ..choice("open:a") };
    stage.engine.use_models(source(&model, silent)).await.unwrap();
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let then = stage
        .until(|event| match event {
            TwinEvent::ModelFailed { then, .. } => Some(*then),
            TwinEvent::Planned { .. } => panic!("it speaks"),
            _ => None,
        })
        .await;
    assert_eq!(then, WithoutModel::Silence);
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.read(owner).await.unwrap();
    let undecided = tx.undecided_messages(stage.account, ANNA).await.unwrap();
    assert_eq!(undecided, [], "it is decided, and not taken up again");
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}
