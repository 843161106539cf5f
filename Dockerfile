# One image, three commands: web, worker, migrate. Every step is a script of deploy/ that the tests run by itself.

FROM node:22-bookworm-slim AS assets
COPY webapp/assets /source/webapp/assets
COPY deploy/build-assets.sh /source/deploy/
RUN ["/source/deploy/build-assets.sh", "/source/webapp/assets", "/built"]

FROM python:3.12-slim-bookworm AS build
COPY pyproject.toml README.md LICENSE /source/
COPY requirements /source/requirements
COPY forms /source/forms
COPY workflows /source/workflows
COPY webapp /source/webapp
COPY --from=assets /built /source/webapp/static/built
COPY deploy/build-product.sh /source/deploy/
RUN ["/source/deploy/build-product.sh", "/source", "/opt/right-to-know"]

FROM python:3.12-slim-bookworm
COPY deploy/make-data-folder.sh deploy/healthcheck.py /usr/local/lib/right-to-know/
RUN ["/usr/local/lib/right-to-know/make-data-folder.sh", "/var/lib/right-to-know", "10001"]
RUN ["/usr/local/lib/right-to-know/make-data-folder.sh", "/var/lib/right-to-know/anchors", "10001"]
COPY --from=build /opt/right-to-know /opt/right-to-know
ENV HOME=/var/lib/right-to-know \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RTK_DATA_FOLDER=/var/lib/right-to-know
WORKDIR /var/lib/right-to-know
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["/opt/right-to-know/bin/python", "/usr/local/lib/right-to-know/healthcheck.py"]
ENTRYPOINT ["/opt/right-to-know/bin/python", "-P", "-m", "webapp"]
CMD ["web", "--host", "0.0.0.0", "--port", "8000"]
