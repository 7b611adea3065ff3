//! Uploaded files of all kinds.

use ironwood_db::{Conn, DbError};

use crate::common::settings::definitions::INVENTREE_UPLOAD_MAX_SIZE;

/// How large an uploaded file may be, in bytes: what administrators have set.
///
/// # Errors
/// From storage.
pub async fn largest(conn: &mut Conn) -> Result<u64, DbError> {
    let sql = "SELECT value FROM common_inventreesetting WHERE key = ?";
    let stored: Option<String> = conn.value(sql, &[INVENTREE_UPLOAD_MAX_SIZE.key().into()]).await?;
    let megabytes = INVENTREE_UPLOAD_MAX_SIZE.read(stored.as_deref());
    Ok(u64::try_from(megabytes).unwrap_or_default().saturating_mul(1 << 20))
}
