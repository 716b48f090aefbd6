"""Every setting, from the environment or `.env`; `docs/settings.md` is made of this."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent.parent
# A file each, named like its variable: where systemd's LoadCredential and Docker put secrets.
SECRETS = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/run/secrets"))
PLACEHOLDER = "doi-khoa-nay"  # what `.env.example` has; never good enough outside development


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="GUONGSANG_",
        env_file=ROOT / ".env",
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
        extra="ignore",
        frozen=True,
    )

    environment: Literal["development", "test", "production"] = Field(
        "development", description="Ngoài `development` và `test`, khóa mẫu bị từ chối"
    )
    secret_key: SecretStr = Field(
        SecretStr(PLACEHOLDER),
        description="Khóa để băm mã cuộc trò chuyện; ít nhất 32 ký tự khi chạy thật",
    )
    var: Path = Field(ROOT / "var", description="Nơi giữ dữ liệu, nhật ký, mô hình")
    database_url: str | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="Máy chủ PostgreSQL có sẵn; để trống thì dùng máy chủ nhúng trong `var`",
    )
    host: str = Field("127.0.0.1", description="Địa chỉ trang web lắng nghe")
    port: int = Field(8000, ge=1, le=65535, description="Cổng của trang web")
    public_url: str | None = Field(
        None, description="Địa chỉ công khai, dùng trong bản tin Atom và mã nhúng"
    )
    zalo_verifiers: Path = Field(
        ROOT / "var" / "zalo",
        description="Thư mục để tệp `zalo_verifier….html` mà Zalo cấp khi xác thực tên miền",
    )
    nlu_url: str | None = Field(
        None, description="Địa chỉ Rasa có sẵn; để trống thì tự chạy một bản ở `nlu_port`"
    )
    nlu_port: int = Field(5105, description="Cổng loopback của Rasa tự chạy")
    nlu_timeout: float = Field(3.0, gt=0, description="Giây chờ Rasa hiểu một tin")
    default_locality: str | None = Field(
        None, description="Địa phương mặc định của trang trò chuyện (mã, ví dụ `cam-ngoc`)"
    )

    worker_concurrency: int = Field(16, ge=1, description="Số cuộc trò chuyện xử lý cùng lúc")
    messages_per_minute: int = Field(20, ge=1, description="Số tin một người gửi mỗi phút")
    messages_per_minute_address: int = Field(
        120, ge=1, description="Số tin từ một địa chỉ mạng mỗi phút"
    )
    sessions_per_hour_address: int = Field(
        60, ge=1, description="Số cuộc trò chuyện mới từ một địa chỉ mạng mỗi giờ"
    )
    message_characters: int = Field(4000, ge=100, description="Số ký tự dài nhất của một tin")
    waiting_messages: int = Field(
        20, ge=1, description="Số tin chưa xử lý nhiều nhất của một cuộc trò chuyện"
    )
    open_drafts: int = Field(3, ge=1, description="Số bản giới thiệu viết dở của một người")
    nominations_per_day: int = Field(10, ge=1, description="Số đề cử một người gửi mỗi ngày")
    photo_bytes: int = Field(8_000_000, description="Cỡ ảnh lớn nhất, byte")
    answer_wait: float = Field(10.0, description="Giây chờ trả lời trước khi đáp 202")

    timezone: str = Field("Asia/Ho_Chi_Minh", description="Múi giờ của lịch và ngày tháng")
    story_schedule: str = Field(
        "0 8 * * 1", description="Lịch gửi câu chuyện hằng tuần (cron, theo múi giờ trên)"
    )
    sample_stories: bool = Field(
        True, description="Có dùng các câu chuyện ví dụ đi kèm hay không; khi chạy thật nên tắt"
    )
    today: str | None = Field(
        None, description="Cố định ngày hôm nay (ISO) khi thử nghiệm; không dùng khi chạy thật"
    )

    @model_validator(mode="after")
    def _no_placeholder_in_production(self) -> Settings:
        if self.environment == "production":
            secret = self.secret_key.get_secret_value()
            if secret == PLACEHOLDER or len(secret) < 32:
                raise ValueError(
                    "GUONGSANG_SECRET_KEY còn là khóa mẫu hoặc ngắn hơn 32 ký tự. "
                    "Hãy đặt khóa riêng, ví dụ: openssl rand -hex 32"
                )
            if self.today:
                raise ValueError("GUONGSANG_TODAY chỉ dùng khi thử nghiệm, không khi chạy thật")
        return self


@cache
def get_settings() -> Settings:
    return Settings()
