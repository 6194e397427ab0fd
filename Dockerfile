# The worker, with its workflow bundle built in. The same image runs the command line and the simulator.

FROM node:20.19.5-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
COPY simulator ./simulator
RUN node scripts/setup.mjs && mkdir certificates

FROM node:20.19.5-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM node:20.19.5-bookworm-slim
WORKDIR /app
COPY package.json LICENSE ./
COPY scripts/image/health-probe.mjs ./health-probe.mjs
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Where docker-compose.yml mounts what the simulator makes: a new volume takes over this folder's owner.
COPY --from=build --chown=1000:1000 /app/certificates ./certificates
ENV NODE_ENV=production
ENV ONBOARD_HEALTH_ADDRESS=0.0.0.0:8081
EXPOSE 8081
# The user `node`, by number: Kubernetes can tell that it is not root.
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "health-probe.mjs"]
CMD ["node", "dist/worker.js"]
