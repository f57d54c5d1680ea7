"""What is said of keys when the service starts."""

from service.access.settings import AccessSettings, Auth


def notice(settings: AccessSettings) -> str:
    r"""Return what whoever starts the service should know about keys; nothing where none are wanted, and none should be.

    >>> notice(AccessSettings(host="127.0.0.1")), notice(AccessSettings(host="0.0.0.0")).splitlines()[1][:6]
    ('', '需要密钥：p')
    """
    if settings.auth is Auth.OFF:
        return "" if settings.is_local else "\n不要密钥：谁都可以提问、增删规划（POLICYQA_AUTH=off）"
    if settings.auth is Auth.ADMIN:
        return "\n阅读和提问不要密钥，增删规划要：policyqa keys create --role admin"
    if settings.auth is Auth.AUTO and settings.is_local:
        return ""
    return "\n需要密钥：policyqa keys create --role ask（只读和提问）或 admin；完全不要就设 POLICYQA_AUTH=off"
