//! What errors, estimates and statistics tell of rows that somebody does not see.

use sqlx::AssertSqlSafe;

use super::stage::{Stage, order, owned_tables};

/// A condition that fails on a hidden row would tell what stands in it.
#[tokio::test]
async fn no_error_tells_what_stands_in_a_hidden_row() {
    let (stage, fixture) = Stage::full().await;
    for sql in [
        "SELECT 1 FROM telegram_user_messages WHERE text::int > 0",
        "SELECT 1 FROM telegram_user_messages WHERE 1 / (length(text) - length(text)) > 0",
        "SELECT 1 FROM telegram_integrations WHERE CAST(phone AS json) IS NULL",
        "SELECT 1 FROM users WHERE password_hash::bytea::text::int > 0",
    ] {
        let mut owner = stage.serving(Some(fixture.owner)).await;
        assert!(order(&mut owner, sql).await.is_err(), "{sql} fails on a row that is seen");
        for whose in [None, Some(fixture.stranger)] {
            let mut attacker = stage.serving(whose).await;
            assert_eq!(order(&mut attacker, sql).await, Ok(0), "{sql}");
        }
    }
    // Nor does a name that is taken tell more than that it is.
    let mut attacker = stage.serving(Some(fixture.stranger)).await;
    let taken = format!("INSERT INTO owners VALUES ('{}', 0)", fixture.owner);
    let refused = order(&mut attacker, &taken).await.unwrap_err();
    assert!(refused.contains("row-level security"), "before the key is looked at: {refused}");
}

#[tokio::test]
async fn statistics_hold_no_values_for_the_role_that_serves() {
    let (stage, fixture) = Stage::full().await;
    let mut owning = stage.owning(Some(fixture.owner)).await;
    order(&mut owning, "ANALYZE").await.unwrap();
    let mut attacker = stage.serving(Some(fixture.owner)).await;
    for table in owned_tables(&mut attacker).await {
        for view in ["pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"] {
            let sql = format!("SELECT count(*) FROM {view} WHERE tablename = '{table}'");
            let found: i64 =
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut attacker).await.unwrap();
            assert_eq!(found, 0, "{view} of {table}");
        }
    }
}

#[tokio::test]
async fn a_plan_shows_no_value_of_a_hidden_row() {
    let (stage, fixture) = Stage::full().await;
    let mut owning = stage.owning(Some(fixture.owner)).await;
    order(&mut owning, "ANALYZE").await.unwrap();
    let mut attacker = stage.serving(Some(fixture.stranger)).await;
    for table in owned_tables(&mut attacker).await {
        let sql = format!("EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM {table}");
        let plan: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut attacker).await.unwrap();
        let plan = plan.join("\n");
        assert!(!plan.contains(&fixture.owner.to_string()), "{plan}");
        assert!(plan.contains("app.owner"), "the policy is in it: {plan}");
    }
}
