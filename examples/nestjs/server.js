// @ts-check
import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Body,
  ConflictException,
  Controller,
  Get,
  Module,
  NotFoundException,
  Param,
  Post,
  VersioningType,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { PeekModule } from "@peekjs/nestjs";

class TripsController {
  /** @type {Map<string, { id: string, seats: number }>} */
  trips = new Map(
    Array.from({ length: 40 }, (_, n) => [`${n + 1}`, { id: `${n + 1}`, seats: n % 5 }]),
  );

  /** @param {string} id */
  async find(id) {
    await sleep(2); // As long as a small query takes.
    const trip = this.trips.get(id);
    if (trip === undefined) throw new NotFoundException("no such trip");
    return trip;
  }

  /** @type {(id: string, body: { passenger?: string }) => Promise<object>} */
  async book(id, { passenger }) {
    const trip = await this.find(id);
    if (trip.seats === 0) throw new ConflictException("sold out");
    await sleep(60);
    if (Number(id) % 9 === 0) throw new Error("The payment service did not answer");
    trip.seats--;
    return { ...trip, passenger };
  }
}

// JavaScript has no decorators yet; in TypeScript: @Controller(…) class …, @Get(":tripId") find(@Param("tripId") id).
Controller({ path: "trips", version: "1" })(TripsController);
decorate("find", Get(":tripId"), Param("tripId"));
decorate("book", Post(":tripId/bookings"), Param("tripId"), Body());

/** @type {(method: string, route: MethodDecorator, ...parameters: ParameterDecorator[]) => void} */
function decorate(method, route, ...parameters) {
  const { prototype } = TripsController;
  for (const [index, parameter] of parameters.entries()) parameter(prototype, method, index);
  route(prototype, method, /** @type {any} */ (Object.getOwnPropertyDescriptor(prototype, method)));
}

class AppModule {}
Module({ controllers: [TripsController], imports: [PeekModule.forRoot()] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: ["error", "warn"] });
app.enableVersioning({ type: VersioningType.URI });
await app.listen(Number(process.env["PORT"] ?? 3008), "127.0.0.1");
console.log("trips", app.getHttpServer().address());
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => app.close());
