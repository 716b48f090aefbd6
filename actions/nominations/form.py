"""The nomination form, as data."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.folding import phrase
from actions.forms.form import Form, Option, Phrases, Scene, Slot
from actions.nominations import fields, readers, texts
from actions.nominations.extraction import read_facts
from actions.nominations.people import looks_like_name
from actions.nominations.phones import find_phone, mask_phone, mask_phones, read_phone
from actions.nominations.places import amend_place, find_place, locality_of, names_commune
from actions.nominations.strays import stray_facts
from actions.nominations.times import find_time, read_time

LONGEST_MESSAGE = 4000


def _is(slot: str, *values: str) -> Callable[[Scene], bool]:
    return lambda scene: scene.values.get(slot) in values


def _photo_allowed(scene: Scene) -> bool:
    return scene.values.get("kind") != "person" or scene.values.get("under_16") not in (
        "yes",
        "unknown",
    )


def _title(options: tuple[Option, ...]) -> Callable[[str, Scene], str]:
    titles = {option.value: option.title for option in options}
    return lambda value, _scene: titles.get(value, value)


def _name_question(scene: Scene) -> str:
    return texts.NAME[scene.values.get("kind", "person")]


def _place_question(scene: Scene) -> str:
    child = scene.values.get("kind") == "person" and scene.values.get("under_16") != "no"
    return texts.PLACE_CHILD if child else texts.PLACE


def _locality(scene: Scene) -> str | None:
    """Where it goes: the known locality the place names, else the conversation's."""
    place = scene.values.get("place", "")
    if named := locality_of(place, scene.plans):
        return named
    here = scene.plans.get(scene.locality)
    if here is None:
        return None
    smallest = here.locality.level in ("xã", "phường", "thị trấn", "đặc khu")
    return None if smallest and names_commune(place) else here.locality.slug


def _locality_name(slug: str, scene: Scene) -> str:
    plan = scene.plans.get(slug)
    return plan.locality.name if plan else slug


def _masked(value: str, _scene: Scene) -> str:
    return mask_phones(value)


def _no_contact(scene: Scene) -> str:
    refused = scene.values.get("contact") == "no"
    return texts.CONTACT_REFUSED if refused else texts.CONTACT_NOT_ASKED


def _is_place(text: str) -> bool:
    found = find_place(text)
    return bool(found and found.start <= 4 and not text.rstrip().endswith("?"))


def _is_phone(text: str) -> bool:
    return find_phone(text) is not None


def _is_contact(text: str) -> bool:
    return _is_phone(text) and not re.search(r"[^\W\d_]{3,}(?:\W+[^\W\d_]+){12,}", text)


def _is_time(text: str) -> bool:
    return find_time(text) is not None and len(text) <= 80


def _is_told(text: str) -> bool:
    return len(text) >= 40 and "?" not in text and not phrase(text).startswith("cho toi hoi")


PHRASES = Phrases(
    noted=texts.NOTED,
    missing=texts.MISSING,
    required=texts.REQUIRED,
    first=texts.FIRST_QUESTION,
    nothing_yet=texts.NOTHING_YET,
    too_long=texts.TOO_LONG,
    which_field=texts.WHICH_FIELD,
    no_such_field=texts.NO_SUCH_FIELD,
    not_a_choice=texts.NOT_A_CHOICE,
    review_unclear=texts.REVIEW_UNCLEAR,
    not_sent_yet=texts.NOT_SENT_YET,
    kept=texts.KEPT,
    asked=texts.ASKED,
    press_send=texts.PRESS_SEND,
    not_yet=texts.NOT_YET,
    restarted=texts.RESTARTED,
)

SLOTS = (
    Slot(
        name="kind",
        label=texts.LABELS["kind"],
        question=lambda _scene: texts.KIND,
        read=readers.read_kind,
        help=texts.KIND_HELP,
        aliases=("doi tuong", "loai", "ca nhan hay tap the"),
        options=lambda _scene: readers.KINDS,
        show=_title(readers.KINDS),
    ),
    Slot(
        name="name",
        label=texts.LABELS["name"],
        question=_name_question,
        read=readers.read_name,
        help=texts.NAME_HELP,
        aliases=(
            "ten nguoi duoc gioi thieu",
            "ten nguoi duoc de cu",
            "ten nguoi do",
            "ho va ten",
            "ho ten",
            "ten",
        ),
        sure=looks_like_name,
        show=_masked,
    ),
    Slot(
        name="under_16",
        label=texts.LABELS["under_16"],
        question=lambda _scene: texts.UNDER_16,
        read=readers.read_under_16,
        help=texts.UNDER_16_HELP,
        aliases=("duoi 16 tuoi", "duoi 16", "tuoi", "do tuoi"),
        options=lambda _scene: readers.AGES,
        when=_is("kind", "person"),
        show=_title(readers.AGES),
    ),
    Slot(
        name="place",
        label=texts.LABELS["place"],
        question=_place_question,
        read=readers.read_place,
        help=texts.PLACE_HELP,
        aliases=("noi o", "dia chi", "cho o", "noi", "dia diem", "que quan"),
        forgets=("locality",),
        amend=amend_place,
        sure=_is_place,
        show=_masked,
    ),
    Slot(
        name="locality",
        label=texts.LABELS["locality"],
        question=lambda _scene: texts.LOCALITY,
        read=readers.read_locality,
        help=texts.LOCALITY_HELP,
        aliases=("gui toi", "noi gui", "noi nhan", "dia phuong", "noi gui toi"),
        options=readers.localities,
        derive=_locality,
        show=_locality_name,
    ),
    Slot(
        name="deed",
        label=texts.LABELS["deed"],
        question=lambda _scene: texts.DEED,
        read=readers.read_deed,
        help=texts.DEED_HELP,
        aliases=(
            "viec tot",
            "viec lam",
            "viec",
            "noi dung",
            "thanh tich",
            "cau chuyen",
            "viec lam tot",
        ),
        free=True,
        sure=_is_told,
        show=_masked,
    ),
    Slot(
        name="happened",
        label=texts.LABELS["happened"],
        question=lambda _scene: texts.HAPPENED,
        read=read_time,
        help=texts.HAPPENED_HELP,
        aliases=("thoi gian", "ngay", "khi nao", "luc nao", "nam"),
        optional=True,
        sure=_is_time,
        show=_masked,
    ),
    Slot(
        name="witness",
        label=texts.LABELS["witness"],
        question=lambda _scene: texts.WITNESS,
        read=readers.read_witness,
        help=texts.WITNESS_HELP,
        aliases=(
            "nguoi xac nhan",
            "nguoi lam chung",
            "nhan chung",
            "lam chung",
            "nguoi biet chuyen",
        ),
        optional=True,
        free=True,
        show=_masked,
    ),
    Slot(
        name="field",
        label=texts.LABELS["field"],
        question=fields.field_question,
        read=fields.read_field,
        help=texts.FIELD_HELP,
        aliases=("linh vuc", "nganh", "mang"),
        options=fields.all_fields,
        suggested=fields.suggested_fields,
        show=fields.field_name,
    ),
    Slot(
        name="photo",
        label=texts.LABELS["photo"],
        question=lambda _scene: texts.PHOTO,
        read=readers.read_photo,
        help=texts.PHOTO_HELP,
        aliases=("anh", "hinh", "hinh anh", "buc anh"),
        optional=True,
        when=_photo_allowed,
        unavailable=lambda _scene: texts.PHOTO_CHILD,
        show=lambda _value, _scene: texts.PHOTO_SHOWN,
    ),
    Slot(
        name="contact",
        label=texts.LABELS["contact"],
        question=lambda _scene: texts.CONTACT,
        read=readers.read_contact,
        help=texts.CONTACT_HELP,
        unskipped=texts.CONTACT_UNSKIPPED,
        aliases=("dong y luu lien he", "dong y lien he", "dong y", "lien he"),
        options=lambda _scene: readers.CONTACT,
        show=_title(readers.CONTACT),
    ),
    Slot(
        name="nominator_name",
        label=texts.LABELS["nominator_name"],
        question=lambda _scene: texts.NOMINATOR_NAME,
        read=readers.read_own_name,
        help=texts.NOMINATOR_NAME_HELP,
        aliases=("ten nguoi gui", "ten toi", "ten cua toi", "ten minh", "ten em"),
        optional=True,
        when=_is("contact", "yes"),
        unavailable=_no_contact,
        sure=looks_like_name,
        show=_masked,
    ),
    Slot(
        name="nominator_phone",
        label=texts.LABELS["nominator_phone"],
        question=lambda _scene: texts.NOMINATOR_PHONE,
        read=read_phone,
        help=texts.NOMINATOR_PHONE_HELP,
        aliases=(
            "dien thoai nguoi gui",
            "so dien thoai",
            "dien thoai",
            "so dt",
            "sdt",
            "so cua toi",
            "so phone",
        ),
        optional=True,
        when=_is("contact", "yes"),
        unavailable=_no_contact,
        sure=_is_contact,
        show=lambda value, _scene: mask_phone(value),
    ),
)

FORM = Form(
    slots=SLOTS, phrases=PHRASES, facts=read_facts, longest=LONGEST_MESSAGE, strays=stray_facts
)
