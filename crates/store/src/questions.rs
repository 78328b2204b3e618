//! What twins ask their owner.

use domain::{
    AccountId, MessageId, PeerId, Question, QuestionEnd, QuestionId, QuestionState, Timestamp,
};

use crate::text::{StoredAsText, storable};
use crate::tx::{Row, run, sql_limit, undecodable};
use crate::{Error, Tx};

macro_rules! columns {
    () => {
        "id, account, chat, answers, text, proposed, rule, asked_at, state, ended"
    };
}

macro_rules! select_questions {
    ($rest:literal) => {
        concat!("SELECT ", columns!(), " FROM owner_questions WHERE owner = $1 ", $rest)
    };
}

impl Tx {
    /// Stores a question, in the state [`QuestionState::Open`]. One that is open in the same chat is
    /// dropped, and returned: it is of no more use. The chat must be known.
    pub async fn ask_question(&mut self, question: &Question) -> Result<Option<QuestionId>, Error> {
        let account = question.account.to_string();
        let dropped =
            self.drop_question_of(question.account, question.chat, QuestionEnd::AskedAnew).await?;
        let proposed: Vec<_> = question.proposed.iter().map(|text| storable(text)).collect();
        run!(
            self.conn,
            execute,
            "INSERT INTO owner_questions (owner, id, account, chat, answers, text, proposed, \
             rule, asked_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')",
            &*self.owner,
            question.id.to_string(),
            &account,
            question.chat.0,
            question.answers.0,
            storable(&question.text),
            serde_json::to_string(&proposed).unwrap_or_default(),
            storable(&question.rule),
            question.asked_at.as_millis(),
        )?;
        Ok(dropped)
    }

    /// One question.
    pub async fn question(&mut self, id: QuestionId) -> Result<Option<Question>, Error> {
        run!(
            self.conn,
            fetch_optional,
            select_questions!("AND id = $2"),
            &*self.owner,
            id.to_string(),
        )?
        .map(|row| question(&row))
        .transpose()
    }

    /// Whether the owner has said what a chat's messages up to this one are to be answered.
    pub async fn is_answered_by_owner(
        &mut self,
        account: AccountId,
        chat: PeerId,
        answers: MessageId,
    ) -> Result<bool, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT 1 FROM owner_questions WHERE owner = $1 AND account = $2 AND chat = $3 \
             AND answers = $4 AND state = 'answered' LIMIT 1",
            &*self.owner,
            account.to_string(),
            chat.0,
            answers.0,
        )?;
        Ok(row.is_some())
    }

    /// The open questions of all accounts, the oldest first.
    pub async fn open_questions(&mut self) -> Result<Vec<Question>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_questions!("AND state = 'open' ORDER BY asked_at, id"),
            &*self.owner,
        )?
        .iter()
        .map(question)
        .collect()
    }

    /// How many questions are open, in all accounts. Quick: the index of open ones answers it.
    pub async fn questions_waiting(&mut self) -> Result<u64, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS waiting FROM owner_questions WHERE owner = $1 AND state = 'open'",
            &*self.owner,
        )?;
        let waiting: i64 = row.map_or(Ok(0), |row| row.get("waiting"))?;
        Ok(waiting.unsigned_abs())
    }

    /// The questions of all accounts that are closed, at most `limit`, the one asked last first.
    pub async fn closed_questions(&mut self, limit: usize) -> Result<Vec<Question>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_questions!("AND state <> 'open' ORDER BY asked_at DESC, id DESC LIMIT $2"),
            &*self.owner,
            sql_limit(limit),
        )?
        .iter()
        .map(question)
        .collect()
    }

    /// The questions of a chat, open or closed, at most `limit`, the one asked last first.
    pub async fn questions_in(
        &mut self,
        account: AccountId,
        chat: PeerId,
        limit: usize,
    ) -> Result<Vec<Question>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_questions!(
                "AND account = $2 AND chat = $3 ORDER BY asked_at DESC, id DESC LIMIT $4"
            ),
            &*self.owner,
            account.to_string(),
            chat.0,
            sql_limit(limit),
        )?
        .iter()
        .map(question)
        .collect()
    }

    /// Deletes an account's questions in whose text or proposed reply some words stand: those of one
    /// chat, or with `None` of all. Returns them.
    pub async fn forget_questions(
        &mut self,
        account: AccountId,
        chat: Option<PeerId>,
        words: &str,
    ) -> Result<Vec<Question>, Error> {
        let json = serde_json::to_string(storable(words).as_ref()).unwrap_or_default();
        let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
        run!(
            self.conn,
            fetch_all,
            sqlite: concat!(
                "DELETE FROM owner_questions WHERE owner = $1 AND account = $2 \
                 AND ($3 IS NULL OR chat = $3) \
                 AND (instr(text, $4) > 0 OR instr(proposed, $5) > 0) RETURNING ",
                columns!()
            ),
            postgres: concat!(
                "DELETE FROM owner_questions WHERE owner = $1 AND account = $2 \
                 AND ($3::BIGINT IS NULL OR chat = $3) \
                 AND (strpos(text, $4) > 0 OR strpos(proposed, $5) > 0) RETURNING ",
                columns!()
            ),
            &*self.owner,
            account.to_string(),
            chat.map(|chat| chat.0),
            storable(words).as_ref(),
            inner.unwrap_or_default(),
        )?
        .iter()
        .map(question)
        .collect()
    }

    /// Closes an open question; `false` if there is no such question, or it is closed already.
    pub async fn close_question(
        &mut self,
        id: QuestionId,
        end: QuestionEnd,
    ) -> Result<bool, Error> {
        let closed = run!(
            self.conn,
            execute,
            "UPDATE owner_questions SET state = $3, ended = $4 \
             WHERE owner = $1 AND id = $2 AND state = 'open'",
            &*self.owner,
            id.to_string(),
            end.state().as_text(),
            end.as_text(),
        )?;
        Ok(closed == 1)
    }

    /// Closes the open question of a chat, which the chat has gone past; returns it.
    pub async fn drop_question_of(
        &mut self,
        account: AccountId,
        chat: PeerId,
        end: QuestionEnd,
    ) -> Result<Option<QuestionId>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "UPDATE owner_questions SET state = $4, ended = $5 \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND state = 'open' RETURNING id",
            &*self.owner,
            account.to_string(),
            chat.0,
            end.state().as_text(),
            end.as_text(),
        )?
        .map(|row| row.get_id("id"))
        .transpose()
    }
}

fn question(row: &Row) -> Result<Question, Error> {
    let proposed: String = row.get("proposed")?;
    let proposed =
        serde_json::from_str(&proposed).map_err(|error| undecodable("proposed", error.into()))?;
    Ok(Question {
        id: row.get_id("id")?,
        account: row.get_id("account")?,
        chat: PeerId(row.get("chat")?),
        answers: MessageId(row.get("answers")?),
        text: row.get("text")?,
        proposed,
        rule: row.get("rule")?,
        asked_at: Timestamp::from_millis(row.get("asked_at")?),
        state: row.get_enum::<QuestionState>("state")?,
        end: row.get_optional_enum::<QuestionEnd>("ended")?,
    })
}
