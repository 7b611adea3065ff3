//! PostgreSQL: leased connections, parameters by the type the server asks for, cells from the binary format.

use std::error::Error as StdError;
use std::fmt::Write as _;

use bytes::{BufMut, Bytes, BytesMut};
use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::{SinkExt, TryStreamExt};
use postgres_types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use crate::conn::RowSink;
use crate::db::Options;
use crate::error::{DbError, Result};
use crate::row::Row;
use crate::tls::Security;
use crate::value::{Cell, Param, parse_date, parse_datetime};

/// 2000-01-01, where PostgreSQL's dates begin, in days after 1970-01-01.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROS: i64 = EPOCH_DAYS as i64 * 86_400_000_000;
/// Bytes of rows that are sent at once in a `COPY`.
const PIECE: usize = 64 << 10;

/// Reads a URL.
///
/// # Errors
/// [`DbError::Url`] with what is wrong in it.
pub(crate) fn configuration(url: &str) -> Result<(tokio_postgres::Config, Security)> {
    let (url, security) = Security::take(url)?;
    let config = url.parse().map_err(|error: tokio_postgres::Error| {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        DbError::Url(format!("the PostgreSQL URL cannot be read: {error}{cause}"))
    })?;
    Ok((config, security))
}

pub(crate) fn pool(url: &str, options: &Options) -> Result<Pool> {
    let (mut config, security) = configuration(url)?;
    if config.get_application_name().is_none() {
        config.application_name("ironwood");
    }
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match security.connector()? {
        Some(tls) => Manager::from_config(config, tls, recycling),
        None => Manager::from_config(config, tokio_postgres::NoTls, recycling),
    };
    let timeout = options.statement_timeout.as_millis();
    Pool::builder(manager)
        .max_size(options.postgres_connections)
        .post_create(Hook::async_fn(move |client, _| {
            Box::pin(async move {
                client
                    .batch_execute(&format!("SET TIME ZONE 'UTC'; SET statement_timeout = {timeout}"))
                    .await
                    .map_err(HookError::Backend)
            })
        }))
        .build()
        .map_err(DbError::engine)
}

/// A connection of the pool. One that was left in the middle of a transaction never goes back.
pub(crate) struct Lease {
    object: Option<Object>,
    in_transaction: bool,
}

impl Lease {
    pub(crate) async fn take(pool: &Pool) -> Result<Self> {
        Ok(Lease { object: Some(pool.get().await?), in_transaction: false })
    }

    fn client(&self) -> Result<&Object> {
        self.object.as_ref().ok_or_else(|| DbError::Engine("the connection was given up".into()))
    }

    pub(crate) async fn begin(&mut self) -> Result<()> {
        self.in_transaction = true;
        self.script("BEGIN").await
    }

    pub(crate) async fn begin_snapshot(&mut self) -> Result<()> {
        self.in_transaction = true;
        self.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    pub(crate) async fn end(&mut self, commit: bool) -> Result<()> {
        self.script(if commit { "COMMIT" } else { "ROLLBACK" }).await?;
        self.in_transaction = false;
        Ok(())
    }

    pub(crate) async fn script(&mut self, sql: &str) -> Result<()> {
        Ok(self.client()?.batch_execute(sql).await?)
    }

    pub(crate) async fn execute(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        let client = self.client()?;
        let statement = client.prepare_cached(&numbered(sql, params)).await?;
        Ok(client.execute_raw(&statement, wire(params)).await?)
    }

    /// Sends rows to a `COPY ... FROM STDIN`, a piece at a time.
    pub(crate) async fn copy_in(
        &mut self,
        sql: &str,
        rows: &mut (dyn Iterator<Item = Vec<Param>> + Send),
    ) -> Result<u64> {
        let sink = self.client()?.copy_in::<_, Bytes>(sql).await?;
        let mut sink = std::pin::pin!(sink);
        let mut piece = BytesMut::with_capacity(2 * PIECE);
        for row in rows {
            crate::copy::write_row(&row, &mut piece);
            if piece.len() > PIECE {
                sink.send(piece.split().freeze()).await?;
                piece.reserve(2 * PIECE);
            }
        }
        sink.send(piece.freeze()).await?;
        Ok(sink.finish().await?)
    }

    pub(crate) async fn each(
        &mut self,
        sql: &str,
        params: &[Param],
        take: &mut (dyn FnMut(&Row<'_>) -> Result<()> + Send),
    ) -> Result<()> {
        let client = self.client()?;
        let statement = client.prepare_cached(&numbered(sql, params)).await?;
        let rows = client.query_raw(&statement, wire(params)).await?;
        let mut rows = std::pin::pin!(rows);
        while let Some(row) = rows.try_next().await? {
            take(&Row::postgres(&row))?;
        }
        Ok(())
    }

    pub(crate) async fn stream(&mut self, sql: &str, params: &[Param], sink: &mut dyn RowSink) -> Result<()> {
        let client = self.client()?;
        let statement = client.prepare_cached(&numbered(sql, params)).await?;
        let rows = client.query_raw(&statement, wire(params)).await?;
        let mut rows = std::pin::pin!(rows);
        while let Some(row) = rows.try_next().await? {
            sink.row(&Row::postgres(&row))?;
            if sink.is_full() {
                sink.drain().await?;
            }
        }
        Ok(())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.in_transaction
            && let Some(object) = self.object.take()
        {
            drop(Object::take(object));
        }
    }
}

/// Our `?` as `$1`, `$2` ..., each with the type that its value has, so that the server need not guess.
pub(crate) fn numbered(sql: &str, params: &[Param]) -> String {
    let mut out = String::with_capacity(sql.len() + params.len() * 8);
    let mut quoted = false;
    let mut next = 0;
    for letter in sql.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '?' if !quoted => {
                let cast = match params.get(next) {
                    Some(Param::Int(_)) => "::int8",
                    Some(Param::Real(_)) => "::float8",
                    Some(Param::Decimal(_)) => "::numeric",
                    Some(Param::Bool(_)) => "::bool",
                    Some(Param::Date(_)) => "::date",
                    Some(Param::Timestamp(_)) => "::timestamptz",
                    Some(Param::Json(_)) => "::jsonb",
                    Some(Param::Ints(_)) => "::int8[]",
                    Some(Param::Texts(_)) => "::text[]",
                    Some(Param::Null | Param::Text(_)) | None => "",
                };
                next += 1;
                // Writing to a String cannot fail.
                let _ = write!(out, "${next}{cast}");
                continue;
            }
            _ => {}
        }
        out.push(letter);
    }
    out
}

fn wire(params: &[Param]) -> impl ExactSizeIterator<Item = &(dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync))
}

type EncodeError = Box<dyn StdError + Sync + Send>;

impl ToSql for Param {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
        match self {
            Param::Null => return Ok(IsNull::Yes),
            Param::Bool(flag) => match *ty {
                Type::BOOL => out.put_u8(u8::from(*flag)),
                _ => return encode_number(Decimal::from(i64::from(*flag)), ty, out),
            },
            Param::Int(number) => return encode_number(Decimal::from(*number), ty, out),
            Param::Real(number) => match *ty {
                Type::FLOAT8 => out.put_f64(*number),
                Type::FLOAT4 => out.put_f32(*number as f32),
                _ => {
                    let exact = Decimal::from_f64(*number).ok_or_else(|| format!("{number} is out of range"))?;
                    return encode_number(exact, ty, out);
                }
            },
            Param::Decimal(number) => return encode_number(*number, ty, out),
            Param::Date(date) => return encode_text(&crate::value::date_text(*date), ty, out),
            Param::Timestamp(micros) if *ty == Type::TIMESTAMPTZ || *ty == Type::TIMESTAMP => {
                out.put_i64(micros - EPOCH_MICROS);
            }
            Param::Timestamp(micros) => return encode_text(&crate::value::timestamp_text(*micros), ty, out),
            Param::Text(text) | Param::Json(text) => return encode_text(text, ty, out),
            Param::Ints(numbers) => return numbers.to_sql(ty, out),
            Param::Texts(texts) => return texts.to_sql(ty, out),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn encode_number(number: Decimal, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
    let out_of_range = || format!("{number} is out of range for {ty}");
    match *ty {
        Type::INT2 => out.put_i16(number.to_i16().ok_or_else(out_of_range)?),
        Type::INT4 => out.put_i32(number.to_i32().ok_or_else(out_of_range)?),
        Type::INT8 | Type::OID => out.put_i64(number.to_i64().ok_or_else(out_of_range)?),
        Type::FLOAT4 => out.put_f32(number.to_f32().ok_or_else(out_of_range)?),
        Type::FLOAT8 => out.put_f64(number.to_f64().ok_or_else(out_of_range)?),
        Type::NUMERIC => return number.to_sql(ty, out),
        Type::BOOL => out.put_u8(u8::from(!number.is_zero())),
        _ => return encode_text(&number.to_string(), ty, out),
    }
    Ok(IsNull::No)
}

fn encode_text(text: &str, ty: &Type, out: &mut BytesMut) -> Result<IsNull, EncodeError> {
    match *ty {
        Type::DATE => {
            let date = parse_date(text).ok_or_else(|| format!("`{text}` is no date"))?;
            let epoch = jiff::civil::date(2000, 1, 1);
            out.put_i32(date.since((jiff::Unit::Day, epoch))?.get_days());
        }
        Type::TIMESTAMP | Type::TIMESTAMPTZ => {
            let micros = parse_datetime(text).ok_or_else(|| format!("`{text}` is no instant"))?;
            out.put_i64(micros - EPOCH_MICROS);
        }
        Type::JSONB => {
            out.put_u8(1);
            out.put_slice(text.as_bytes());
        }
        Type::UUID => {
            let hex: String = text.chars().filter(|letter| *letter != '-').collect();
            let number = u128::from_str_radix(&hex, 16).map_err(|_| format!("`{text}` is no UUID"))?;
            out.put_u128(number);
        }
        Type::INT2 | Type::INT4 | Type::INT8 | Type::FLOAT4 | Type::FLOAT8 | Type::NUMERIC => {
            let number: Decimal = text.parse().map_err(|_| format!("`{text}` is no number"))?;
            return encode_number(number, ty, out);
        }
        Type::BOOL => out.put_u8(u8::from(matches!(text, "true" | "1" | "t"))),
        _ => out.put_slice(text.as_bytes()),
    }
    Ok(IsNull::No)
}

pub(crate) fn cell(row: &tokio_postgres::Row, column: usize) -> Cell<'_> {
    struct Raw<'a>(Cell<'a>);
    impl<'a> FromSql<'a> for Raw<'a> {
        fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, EncodeError> {
            decode(ty, raw).map(Raw)
        }
        fn from_sql_null(_: &Type) -> Result<Self, EncodeError> {
            Ok(Raw(Cell::Null))
        }
        fn accepts(_: &Type) -> bool {
            true
        }
    }
    row.try_get::<_, Raw<'_>>(column).map_or(Cell::Null, |raw| raw.0)
}

fn decode<'a>(ty: &Type, raw: &'a [u8]) -> Result<Cell<'a>, EncodeError> {
    Ok(match *ty {
        Type::BOOL => Cell::Bool(bool::from_sql(ty, raw)?),
        Type::INT2 => Cell::Int(i64::from(i16::from_sql(ty, raw)?)),
        Type::INT4 => Cell::Int(i64::from(i32::from_sql(ty, raw)?)),
        Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
        Type::OID => Cell::Int(i64::from(u32::from_sql(ty, raw)?)),
        Type::FLOAT4 => Cell::Real(f64::from(f32::from_sql(ty, raw)?)),
        Type::FLOAT8 => Cell::Real(f64::from_sql(ty, raw)?),
        Type::NUMERIC => Cell::Decimal(Decimal::from_sql(ty, raw)?),
        Type::DATE => Cell::Date(i32::from_be_bytes(raw.try_into()?) + EPOCH_DAYS),
        Type::TIMESTAMP | Type::TIMESTAMPTZ => Cell::Timestamp(i64::from_be_bytes(raw.try_into()?) + EPOCH_MICROS),
        Type::JSONB => Cell::Text(std::str::from_utf8(raw.get(1..).unwrap_or_default())?),
        _ => match ty.kind() {
            Kind::Simple | Kind::Enum(_) | Kind::Domain(_) | Kind::Pseudo => Cell::Text(std::str::from_utf8(raw)?),
            _ => Cell::Null,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_marks_become_numbered_parameters_outside_of_quotes() {
        let params = [Param::Int(1), Param::Text("x".into()), Param::Null];
        assert_eq!(
            numbered("a = ? AND b = '?' AND c = ? AND d = ?", &params),
            "a = $1::int8 AND b = '?' AND c = $2 AND d = $3"
        );
    }
}
