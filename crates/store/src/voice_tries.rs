//! What hearing and speaking took where their owner tried them: it is paid for, and belongs to no account.

use domain::Timestamp;

use crate::tx::run;
use crate::voice::{DAY, day, millis, span, whole};
use crate::{Error, Spoke, Tx, VoiceUsage, VoiceUsed};

impl Tx {
    /// Counts what a try took of an ear or a mouth, by its name.
    pub async fn note_voice_try(
        &mut self,
        at: Timestamp,
        voice: &str,
        usage: VoiceUsage,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO voice_tries (owner, day, voice, heard, heard_seconds, charged, \
             heard_billionths, notes, characters, seconds, billionths) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (owner, day, voice) DO UPDATE SET \
             heard = voice_tries.heard + excluded.heard, \
             heard_seconds = voice_tries.heard_seconds + excluded.heard_seconds, \
             charged = voice_tries.charged + excluded.charged, \
             heard_billionths = voice_tries.heard_billionths + excluded.heard_billionths, \
             notes = voice_tries.notes + excluded.notes, \
             characters = voice_tries.characters + excluded.characters, \
             seconds = voice_tries.seconds + excluded.seconds, \
             billionths = voice_tries.billionths + excluded.billionths",
            &*self.owner,
            day(at),
            voice,
            whole(usage.heard),
            whole(usage.seconds),
            millis(usage.charged),
            whole(usage.billionths),
            whole(usage.spoke.notes),
            whole(usage.spoke.characters),
            whole(usage.spoke.seconds),
            whole(usage.spoke.billionths),
        )?;
        Ok(())
    }

    /// What tries took from a moment on and before another: the days of UTC count whose middle lies there.
    pub async fn voice_tries(
        &mut self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<VoiceUsed>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT day, heard, heard_seconds, charged, heard_billionths, notes, characters, seconds, \
             billionths FROM voice_tries WHERE owner = $1 AND day >= $2 AND day <= $3 \
             ORDER BY day, voice",
            &*self.owner,
            day(from),
            day(until),
        )?;
        let mut used = Vec::new();
        for row in &rows {
            let at = Timestamp::from_secs(row.get::<i64>("day")? * DAY + DAY / 2);
            if at < from || at >= until {
                continue;
            }
            let spoke = Spoke {
                notes: row.get::<i64>("notes")?.unsigned_abs(),
                characters: row.get::<i64>("characters")?.unsigned_abs(),
                seconds: row.get::<i64>("seconds")?.unsigned_abs(),
                billionths: row.get::<i64>("billionths")?.unsigned_abs(),
            };
            let usage = VoiceUsage {
                heard: row.get::<i64>("heard")?.unsigned_abs(),
                charged: span(row.get("charged")?),
                seconds: row.get::<i64>("heard_seconds")?.unsigned_abs(),
                billionths: row.get::<i64>("heard_billionths")?.unsigned_abs(),
                spoke,
            };
            used.push(VoiceUsed { chat: None, at, usage });
        }
        Ok(used)
    }
}
