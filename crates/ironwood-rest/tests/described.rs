//! What follows from a small declaration: its description for people and its OpenAPI document.

use std::sync::Arc;

use ironwood_rest::declare::{
    Answer, Endpoint, Field, Filter, Form, Item, Model, Resource, Shape, Source, Target, embed, many,
};
use ironwood_rest::kind::{Bool, Choice, Decimal, Float, Int, Related, Text, Url};
use ironwood_rest::meta::{Info, OAuth2, explain, openapi};
use ironwood_rest::{BoxFuture, Ctx, Engine, Kernel, Method, PermissionClass, Reply, Request, Result};
use serde_json::{Value, json};

const BOX: Model = Model {
    app: "stock",
    name: "stocklocation",
    class: "Box",
    verbose: "Box",
    table: "shed_box",
    key: "stock_stocklocation",
};
const ROOM: Model =
    Model { app: "shed", name: "room", class: "Room", verbose: "Room", table: "shed_room", key: "shed_room" };

fn rooms() -> Shape {
    Shape::new(ROOM, "Room")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only())
        .field(Field::column("name", Text::max(20)).required())
}

fn boxes() -> Resource {
    let target = Target::new(ROOM, "room").only("r.dry", "dry");
    let labels = "shed_label AS item ON item.box_id = page.value";
    let shape = Shape::new(BOX, "Box")
        .join("room", "shed_room", "room.id = t.room_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required().help("What is written on it"))
        .field(Field::column("link", Url { max: 200 }).blank().reset_by_put().default_value(""))
        .field(Field::column("colour", Choice::texts(&[("r", "Red"), ("g", "Green")])).null().blank())
        .field(Field::column("size", Choice::numbers(&[(1, "Small"), (2, "Large")]).named("BoxSize")).default_value(1))
        .field(Field::column("volume", Decimal::quantity(9, 3).at_least(0)).default_value(0))
        .field(Field::column("sealed", Bool).default_setting("BOX_SEALED", false).only_in_detail())
        .field(Field::column("room", Related { target }).stored_as("room_id").null())
        .field(embed("room_detail", Arc::new(rooms()), "t.room_id").on_demand("room_detail"))
        .field(Field::computed("fill", Float, "(SELECT SUM(i.size) FROM shed_item i WHERE i.box_id = t.id)"))
        .field(many("labels", Item::Text("item.text".into()), labels, "item.id").flagged("labels", true, false))
        .field(Field::new("copy_of", Int::ANY, Source::Input).write_only().help("A box to take the labels from"))
        .hidden("weight", 0i64);
    Resource::new("shed/box", Arc::new(shape), "Boxes on the shelves")
        .filter(Filter::text("name", "t.name").help("The whole name"))
        .filter(Filter::boolean("sealed", "t.sealed"))
        .filter(Filter::date("seen_before", "t.seen", "<"))
        .order_columns(&["name"])
        .order("fill", "t.fill")
        .default_order(&["room.name", "-t.name"])
        .search(&["t.name", "room.name"])
        .writable()
        .bulk_delete()
        .delete_form(Form::new("BoxDelete").field(Field::column("keep", Bool).help("Keep what is in it")))
}

fn nothing<'a>(_: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async { Ok(Reply::no_content()) })
}

fn kernel() -> Kernel {
    let entry = Form::new("ShakenBox").field(Field::column("pk", Int::ANY).required());
    let shake =
        Form::new("Shake").field(Field::column("times", Int::at_least(1)).default_value(1)).list("boxes", entry, None);
    let shaken = Answer::List(boxes().shape);
    Kernel::default().resources([boxes()]).endpoints([
        Endpoint::new("shed/box/<pk>/shake", "Shakes a box")
            .model(BOX)
            .on(Method::Post, PermissionClass::Role, shake, nothing)
            .replies(200, shaken),
        Endpoint::new("shed/weather", "What it is like outside")
            .without_slash()
            .get(PermissionClass::Any, nothing)
            .operation("look_outside")
            .parameter("days", "integer", "How far ahead"),
        Endpoint::new("shed/secret", "Not for everybody").get(PermissionClass::Superuser, nothing).undocumented(),
    ])
}

fn document() -> Value {
    let oauth2 = OAuth2 { authorization_url: "/o/authorize/", token_url: "/o/token/", refresh_url: "/o/refresh/" };
    openapi(&kernel(), &Info { title: "Shed", version: "7".into(), oauth2: Some(oauth2), ..Info::default() })
}

/// The names of the parameters of an operation.
fn parameters(operation: &Value) -> Vec<&str> {
    operation["parameters"].as_array().expect("parameters").iter().filter_map(|one| one["name"].as_str()).collect()
}

#[test]
fn a_resource_is_explained_to_people() {
    let told = explain(&boxes(), Engine::Postgres);
    let expected = r#"shed/box
  Boxes on the shelves
  rows of shed_box, known as stock_stocklocation and Box
  permission: Role
  /api/shed/box/  GET POST DELETE
  /api/shed/box/<pk>/  GET PUT PATCH DELETE

Fields
  pk           integer, column id, read only
  name         string at most 100, column name, required
  link         url at most 200, column link, blank, default ""
  colour       choice "r"|"g", column colour, null, blank
  size         choice 1|2, column size, default 1
  volume       float, column volume, default 0
  sealed       boolean, column sealed, default of BOX_SEALED, else false, not in lists
  room         related field to room where r.dry, column room_id, null
  room_detail  nested object, row of shed_room by t.room_id, read only, null, room_detail=false unless asked
  fill         float, read only, null
      (SELECT SUM(i.size) FROM shed_item i WHERE i.box_id = t.id)
  labels       list, read only, labels=true unless asked, for one row false
      shed_label AS item ON item.box_id = page.value
  copy_of      integer, only input, write only
  (not shown: weight)

Filters
  name         string   The whole name
  sealed       boolean
  seen_before  date

Orderings
  name       t."name"
  fill       t.fill
  (default)  room.name, t.name DESC, primary key

Search
  t.name
  room.name

List
  SELECT t."id" FROM shed_box AS t LEFT JOIN shed_room AS room ON room.id = t.room_id ORDER BY room.name NULLS FIRST, t.name DESC, t."id" DESC LIMIT ? OFFSET ?
  SELECT COUNT(*) FROM shed_box AS t
  SELECT t."id", t."name", t."link", t."colour", t."size", t."volume", t."room_id", (SELECT SUM(i.size) FROM shed_item i WHERE i.box_id = t.id) FROM unnest(?) AS page(value) JOIN shed_box AS t ON t."id" = page.value
  SELECT page.value, item.text FROM unnest(?) AS page(value) JOIN shed_label AS item ON item.box_id = page.value ORDER BY item.id
"#;
    assert_eq!(told, expected);
}

#[test]
fn operations_are_named_by_path_and_method() {
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let mut names = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("methods") {
            names.push(format!("{method} {path} {}", operation["operationId"].as_str().expect("a name")));
        }
    }
    assert_eq!(
        names,
        [
            "get /api/shed/box/ shed_box_list",
            "post /api/shed/box/ shed_box_create",
            "delete /api/shed/box/ shed_box_bulk_destroy",
            "get /api/shed/box/{id}/ shed_box_retrieve",
            "put /api/shed/box/{id}/ shed_box_update",
            "patch /api/shed/box/{id}/ shed_box_partial_update",
            "delete /api/shed/box/{id}/ shed_box_destroy",
            "post /api/shed/box/{id}/shake/ shed_box_shake_create",
            "get /api/shed/weather look_outside",
        ]
    );
}

#[test]
fn parameters_are_filters_flags_and_the_page() {
    let document = document();
    let list = &document["paths"]["/api/shed/box/"]["get"];
    let named = ["labels", "limit", "name", "offset", "ordering", "room_detail", "sealed", "search", "seen_before"];
    assert_eq!(parameters(list), named);
    let of = |name: &str| {
        let all = list["parameters"].as_array().expect("parameters");
        all.iter().find(|one| one["name"] == name).cloned().expect("the parameter")
    };
    assert_eq!(of("limit")["required"], true);
    assert_eq!(of("ordering")["schema"]["enum"], json!(["name", "-name", "fill", "-fill"]));
    assert_eq!(of("labels")["schema"], json!({"type": "boolean", "default": true}));
    assert_eq!(of("seen_before")["schema"], json!({"type": "string", "format": "date"}));
    assert_eq!(of("search")["description"], "Words to look for, each of them in: name, room name.");
    let row = &document["paths"]["/api/shed/box/{id}/"]["get"];
    assert_eq!(parameters(row), ["id", "labels", "room_detail"]);
    assert_eq!(row["parameters"][1]["schema"]["default"], false);
    assert_eq!(parameters(&document["paths"]["/api/shed/weather"]["get"]), ["days"]);
}

#[test]
fn objects_say_what_is_read_written_and_required() {
    let schemas = &document()["components"]["schemas"];
    let names: Vec<&String> = schemas.as_object().expect("schemas").keys().collect();
    assert_eq!(
        names,
        [
            "BlankEnum",
            "Box",
            "BoxSize",
            "BulkRequest",
            "ColourEnum",
            "NullEnum",
            "PaginatedBoxList",
            "PatchedBox",
            "Room",
            "Shake",
            "ShakenBox"
        ]
    );
    assert_eq!(
        schemas["Box"]["properties"],
        json!({
            "pk": {"type": "integer", "readOnly": true, "title": "ID"},
            "name": {"type": "string", "maxLength": 100, "description": "What is written on it"},
            "link": {
                "oneOf": [{"type": "string", "format": "uri", "maxLength": 200}, {"type": "string", "maxLength": 0}],
                "default": "",
            },
            "colour": {
                "oneOf": [
                    {"$ref": "#/components/schemas/ColourEnum"},
                    {"$ref": "#/components/schemas/BlankEnum"},
                    {"$ref": "#/components/schemas/NullEnum"},
                ],
                "nullable": true,
            },
            "size": {"$ref": "#/components/schemas/BoxSize"},
            "volume": {"type": "number", "format": "double", "minimum": 0},
            "sealed": {"type": "boolean"},
            "room": {"type": "integer", "nullable": true},
            "room_detail": {"allOf": [{"$ref": "#/components/schemas/Room"}], "readOnly": true, "nullable": true},
            "fill": {"type": "number", "format": "double", "readOnly": true, "nullable": true},
            "labels": {"type": "array", "items": {"type": "string"}, "readOnly": true},
            "copy_of": {"type": "integer", "writeOnly": true, "description": "A box to take the labels from"},
        })
    );
    assert_eq!(schemas["Box"]["required"], json!(["labels", "name", "pk"]));
    assert_eq!(schemas["PatchedBox"]["required"], Value::Null);
    assert_eq!(schemas["PatchedBox"]["properties"], schemas["Box"]["properties"]);
    assert_eq!(
        schemas["PaginatedBoxList"]["properties"]["results"]["items"],
        json!({"$ref": "#/components/schemas/Box"})
    );
    assert_eq!(
        schemas["ColourEnum"],
        json!({"enum": ["r", "g"], "type": "string", "description": "* `r` - Red\n* `g` - Green"})
    );
    assert_eq!(schemas["BoxSize"]["enum"], json!([1, 2]));
    assert_eq!(schemas["Shake"]["required"], json!(["boxes"]));
    assert_eq!(schemas["Shake"]["properties"]["times"], json!({"type": "integer", "minimum": 1, "default": 1}));
}

#[test]
fn bodies_and_answers_refer_to_the_objects() {
    let paths = &document()["paths"];
    let body = |path: &str, method: &str| paths[path][method]["requestBody"].clone();
    let reference = |name: &str| json!({"schema": {"$ref": format!("#/components/schemas/{name}")}});
    let created = body("/api/shed/box/", "post");
    assert_eq!(created["required"], true);
    for media in ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"] {
        assert_eq!(created["content"][media], reference("Box"), "{media}");
    }
    assert_eq!(body("/api/shed/box/{id}/", "patch")["content"]["application/json"], reference("PatchedBox"));
    assert_eq!(body("/api/shed/box/{id}/", "patch")["required"], Value::Null);
    assert_eq!(body("/api/shed/box/", "delete")["content"]["application/json"], reference("BulkRequest"));
    assert_eq!(body("/api/shed/box/{id}/", "delete"), Value::Null);
    assert_eq!(
        paths["/api/shed/box/{id}/"]["delete"]["description"],
        "Deletes one box. The body may say:\n* `keep` - Keep what is in it"
    );
    assert_eq!(
        paths["/api/shed/box/{id}/shake/"]["post"]["responses"]["200"]["content"]["application/json"]["schema"],
        json!({"type": "array", "items": {"$ref": "#/components/schemas/Box"}})
    );
    assert_eq!(paths["/api/shed/box/"]["delete"]["responses"], json!({"204": {"description": "No response body"}}));
}

#[test]
fn callers_sign_in_unless_a_path_is_open() {
    let document = document();
    let security = |path: &str, method: &str| document["paths"][path][method]["security"].clone();
    assert_eq!(
        security("/api/shed/box/", "post"),
        json!([
            {"tokenAuth": []}, {"basicAuth": []}, {"cookieAuth": []},
            {"oauth2": ["r:add:stock_location", "r:add:build"]},
        ])
    );
    let open = security("/api/shed/weather", "get");
    assert_eq!(open[3], json!({"oauth2": ["g:read"]}));
    assert_eq!(open[4], json!({}));
    let flows = &document["components"]["securitySchemes"]["oauth2"]["flows"];
    assert_eq!(flows["authorizationCode"]["authorizationUrl"], "/o/authorize/");
    assert_eq!(flows["clientCredentials"]["scopes"]["r:add:build"], "Build Orders: add");
}
